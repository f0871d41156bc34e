//! Misconception: buffered(10) runs all of them, in order.
//! Caught by: wait_for_all_runs_any_number_together
//! Message: all of them must be in progress at the same time

use futures::future::try_join_all;
use futures::stream::{self, StreamExt as _};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let results: Vec<_> = stream::iter(futs).buffered(10).collect().await;
    results.into_iter().collect()
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
