//! Misconception: Dropping the other handles stops their tasks.
//! Caught by: nothing_goes_on_after_a_failure
//! Message: dropping a JoinHandle detaches its task

use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = futs.into_iter().map(tokio::spawn).collect();
    let mut values = Vec::new();
    for task in tasks {
        values.push(task.await??);
    }
    Ok(values)
}
