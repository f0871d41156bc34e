//! Misconception: Checking what the handle gives checks the task.
//! Caught by: a_tasks_own_error_is_returned
//! Message: A task's failure was lost

use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = futs.into_iter().map(tokio::spawn).collect();
    let mut values = Vec::new();
    let mut failure = None;
    for task in tasks {
        match task.await {
            Ok(result) => values.extend(result),
            Err(error) => failure = Some(error),
        }
    }
    match failure {
        None => Ok(values),
        Some(error) => Err(error.into()),
    }
}
