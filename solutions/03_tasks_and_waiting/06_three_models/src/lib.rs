//! The same jobs in one thread, in many threads, in one task, and in many tasks.

use anyhow::Context as _;
use futures::future::join_all;
use std::{future::Future, panic::resume_unwind, thread};
use tokio::task::JoinHandle;

/// Calls `f(0)` to `f(n - 1)` one after the other, on this thread.
pub fn sequential<T>(n: usize, f: impl Fn(usize) -> T) -> Vec<T> {
    (0..n).map(f).collect()
}

/// Calls `f(0)` to `f(n - 1)`, each on a thread of its own.
pub fn threaded<T: Send>(n: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    // `f` and `T` need not be `'static`, so only threads of a scope, which waits for them, will do.
    let f = &f;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..n).map(|index| scope.spawn(move || f(index))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

/// Runs the futures `f(0)` to `f(n - 1)` at the same time, inside the caller's task.
pub async fn one_task<F, Fut, T>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T>,
{
    // Nothing is spawned: whoever polls this future polls all of them.
    join_all((0..n).map(f)).await
}

/// Runs the futures `f(0)` to `f(n - 1)`, each in a task of its own.
pub async fn many_tasks<F, Fut, T>(n: usize, f: F) -> anyhow::Result<Vec<T>>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    // `f` is called here, because only its futures are promised to be `Send`. Collecting starts all
    // tasks before the first is waited for.
    let tasks: Vec<JoinHandle<T>> = (0..n).map(|index| tokio::spawn(f(index))).collect();
    // `join_all` waits for every task, also after a panic: no handle is dropped early.
    join_all(tasks)
        .await
        .into_iter()
        .map(|joined| joined.context("a task did not come to its end"))
        .collect()
}
