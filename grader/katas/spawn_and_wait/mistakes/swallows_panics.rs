//! Misconception: A task that panicked has told everybody on stderr.
//! Caught by: a_tasks_panic_is_returned
//! Message: the outer error is a panic

use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = futs.into_iter().map(tokio::spawn).collect();
    let ended = futures::future::join_all(tasks).await;
    ended.into_iter().flatten().collect()
}
