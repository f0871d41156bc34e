//! Run one function on many threads, and run jobs that may fail or panic.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use anyhow::Result;

/// Something to do on a thread: it gives a number, fails, or panics.
pub type Job = Box<dyn FnOnce() -> Result<u64> + Send + 'static>;

/// Calls `f(0)`, `f(1)`, … `f(n - 1)`, each on a new thread, all at the same time.
/// The results come in the order of these numbers.
pub fn fan_out<T, F>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    todo!()
}

/// Runs all jobs at the same time and waits for all of them, also after a failure. A panic counts
/// as an error with the panic's text. Returns the error that stands first in the list, if any.
pub fn run_jobs(jobs: Vec<Job>) -> Result<Vec<u64>> {
    todo!()
}
