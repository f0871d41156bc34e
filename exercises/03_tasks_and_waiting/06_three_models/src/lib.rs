//! The same jobs in one thread, in many threads, in one task, and in many tasks.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;

/// Calls `f(0)` to `f(n - 1)` one after the other, on this thread.
pub fn sequential<T>(n: usize, f: impl Fn(usize) -> T) -> Vec<T> {
    todo!()
}

/// Calls `f(0)` to `f(n - 1)`, each on a thread of its own.
pub fn threaded<T: Send>(n: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    todo!()
}

/// Runs the futures `f(0)` to `f(n - 1)` at the same time, inside the caller's task.
pub async fn one_task<F, Fut, T>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T>,
{
    todo!()
}

/// Runs the futures `f(0)` to `f(n - 1)`, each in a task of its own.
pub async fn many_tasks<F, Fut, T>(n: usize, f: F) -> anyhow::Result<Vec<T>>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    todo!()
}
