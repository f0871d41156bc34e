//! Misconception: An error of one future does not concern the others, so it can be left out.
//! Caught by: wait_for_all_waits_for_everybody_after_an_error
//! Message: An error was lost

use futures::future::{join_all, try_join_all};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    Ok(join_all(futs).await.into_iter().flatten().collect())
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
