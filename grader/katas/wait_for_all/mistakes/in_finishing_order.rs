//! Misconception: FuturesUnordered gives the results in the order of the list.
//! Caught by: wait_for_all_keeps_the_order
//! Message: not in the order in which the futures ended

use futures::future::try_join_all;
use futures::stream::{FuturesUnordered, StreamExt as _};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let all: FuturesUnordered<_> = futs.into_iter().collect();
    let results: Vec<_> = all.collect().await;
    results.into_iter().collect()
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
