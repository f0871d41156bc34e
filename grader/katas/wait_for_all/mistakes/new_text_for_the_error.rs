//! Misconception: Saying that something failed is enough.
//! Caught by: wait_for_all_gives_the_first_error_by_position
//! Message: The text of the error got lost

use futures::future::{join_all, try_join_all};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let results: Result<Vec<T>, _> = join_all(futs).await.into_iter().collect();
    results.map_err(|_| anyhow::anyhow!("at least one future failed"))
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
