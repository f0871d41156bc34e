//! Misconception: Only an error of the task can come before the others have ended.
//! Caught by: nothing_goes_on_after_a_failure
//! Message: A task panicked, you returned

use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = futs.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await?);
    }
    results.into_iter().collect()
}
