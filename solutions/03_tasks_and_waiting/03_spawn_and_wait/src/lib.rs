//! Spawn every future as a task of its own, and bring all results back.

use anyhow::Context as _;
use std::future::Future;
use tokio::task::JoinHandle;

/// Runs each future in a task of its own, all at the same time. Gives their values in order, or an
/// error if a task failed or panicked; then no task goes on unobserved.
pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    // An iterator is lazy: `collect` starts all tasks before the first is waited for.
    let tasks: Vec<JoinHandle<_>> = futs.into_iter().map(tokio::spawn).collect();
    // No `?` in this loop. It would drop the handles of the tasks that are still at work, and
    // dropping a handle detaches its task.
    let mut ended = Vec::with_capacity(tasks.len());
    for task in tasks {
        ended.push(task.await);
    }
    // Two results in one another: the outer one fails if the task panicked, the inner one is what
    // the task returned.
    ended
        .into_iter()
        .map(|joined| joined.context("a task did not come to its end")?)
        .collect()
}
