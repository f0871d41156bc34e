//! Misconception: A task that failed has no value, so it can be left out.
//! Caught by: a_tasks_own_error_is_returned
//! Message: Look at both

use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = futs.into_iter().map(tokio::spawn).collect();
    let ended = futures::future::join_all(tasks).await;
    Ok(ended.into_iter().flatten().flatten().collect())
}
