//! Misconception: An async function has started as soon as it is called, so a loop only collects the results.
//! Caught by: wait_for_all_takes_as_long_as_the_longest
//! Message: Awaiting one after the other adds their times up

use futures::future::try_join_all;
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let mut results = Vec::new();
    for fut in futs {
        results.push(fut.await);
    }
    results.into_iter().collect()
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
