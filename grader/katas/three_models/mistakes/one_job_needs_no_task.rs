//! Misconception: A single job may as well be awaited here.
//! Caught by: many_tasks_are_n_different_tasks
//! Message: run all futures inside one task

use anyhow::Context as _;
use futures::future::join_all;
use std::{future::Future, panic::resume_unwind, thread};
use tokio::task::JoinSet;

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
    // The set owns the tasks: whatever is still at work when it is dropped, by the `?` below or by our
    // caller, is aborted.
    if n == 1 {
        return Ok(vec![f(0).await]);
    }
    let mut tasks = JoinSet::new();
    for index in 0..n {
        // `f` is called out here, because only its futures are promised to be `Send`.
        let job = f(index);
        tasks.spawn(async move { (index, job.await) });
    }
    let mut results = Vec::with_capacity(n);
    while let Some(joined) = tasks.join_next().await {
        results.push(joined.context("a task did not come to its end")?);
    }
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}
