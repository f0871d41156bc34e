//! Misconception: A loop with a question mark is what fail fast means.
//! Caught by: fail_fast_gives_all_values_if_nobody_fails
//! Message: Awaiting one after the other adds their times up

use futures::future::join_all;
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    join_all(futs).await.into_iter().collect()
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let mut values = Vec::new();
    for fut in futs {
        values.push(fut.await?);
    }
    Ok(values)
}
