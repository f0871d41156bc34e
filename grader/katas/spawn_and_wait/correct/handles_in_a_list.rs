//! A list of handles; every task is waited for, and only then are the results looked at.

use anyhow::Context as _;
use std::future::Future;
use tokio::task::JoinHandle;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<JoinHandle<_>> = futs.into_iter().map(tokio::spawn).collect();
    let mut ended = Vec::with_capacity(tasks.len());
    for task in tasks {
        ended.push(task.await);
    }
    ended
        .into_iter()
        .map(|joined| joined.context("a task did not come to its end")?)
        .collect()
}
