//! Misconception: try_collect on FuturesOrdered notices every error at once.
//! Caught by: fail_fast_returns_at_the_first_error
//! Message: You looked at the results in the order of the list

use futures::future::join_all;
use futures::stream::{FuturesOrdered, TryStreamExt as _};
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
    let all: FuturesOrdered<_> = futs.into_iter().collect();
    all.try_collect().await
}
