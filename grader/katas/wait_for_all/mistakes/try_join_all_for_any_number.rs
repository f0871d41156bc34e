//! Misconception: try_join_all notices an error at once, however many futures there are.
//! Caught by: fail_fast_returns_at_the_first_error
//! Message: does so with more than 30 futures

use futures::{
    future::join_all,
    stream::{FuturesUnordered, TryStreamExt as _},
};
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
    futures::future::try_join_all(futs).await
}
