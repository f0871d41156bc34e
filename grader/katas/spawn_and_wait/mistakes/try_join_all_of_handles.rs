//! Misconception: try_join_all cancels the tasks behind the handles.
//! Caught by: nothing_goes_on_after_a_failure
//! Message: dropping a JoinHandle detaches its task

use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = futs.into_iter().map(tokio::spawn).collect();
    let tasks = tasks.into_iter().map(|task| async { task.await? });
    futures::future::try_join_all(tasks).await
}
