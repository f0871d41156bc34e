//! Misconception: Collecting into a Result stops the futures at the first error.
//! Caught by: fail_fast_returns_at_the_first_error
//! Message: You waited for all and only then looked for an error

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
    join_all(futs).await.into_iter().collect()
}
