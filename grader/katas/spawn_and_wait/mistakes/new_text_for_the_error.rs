//! Misconception: It is enough to know that a task failed.
//! Caught by: a_tasks_own_error_is_returned
//! Message: The text must be kept

use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = futs.into_iter().map(tokio::spawn).collect();
    let ended = futures::future::join_all(tasks).await;
    ended
        .into_iter()
        .map(|joined| joined?.map_err(|_| anyhow::anyhow!("a task failed")))
        .collect()
}
