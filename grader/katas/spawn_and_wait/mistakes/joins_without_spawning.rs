//! Misconception: Futures that are joined are tasks.
//! Caught by: each_future_has_a_task_of_its_own
//! Message: run all futures inside one task

use futures::future::join_all;
use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let ended = join_all(futs).await;
    ended.into_iter().collect()
}
