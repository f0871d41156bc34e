//! Misconception: n calls are numbered from 1 to n.
//! Caught by: fan_out_gives_results_by_index
//! Message: once for every number below n

use anyhow::{Result, anyhow};
use std::{
    any::Any,
    panic::resume_unwind,
    sync::Arc,
    thread::{self, JoinHandle},
};

/// Something to do on a thread: it gives a number, fails, or panics.
pub type Job = Box<dyn FnOnce() -> Result<u64> + Send + 'static>;

/// Calls `f(0)`, `f(1)`, … `f(n - 1)`, each on a new thread, all at the same time.
/// The results come in the order of these numbers.
pub fn fan_out<T, F>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    // A spawned thread may outlive this function, so it cannot borrow `f`: all of them own it.
    let f = Arc::new(f);
    // An iterator is lazy. `collect` is what starts all threads before the first is waited for.
    let handles: Vec<JoinHandle<T>> = (1..=n)
        .map(|index| {
            let f = Arc::clone(&f);
            thread::spawn(move || f(index))
        })
        .collect();
    // The handles are in order, so the results are too, whoever ends first. A panic of `f` goes on
    // in the caller: there is no value to return in its place.
    handles
        .into_iter()
        .map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
        .collect()
}

/// Runs all jobs at the same time and waits for all of them, also after a failure. A panic counts
/// as an error with the panic's text. Returns the error that stands first in the list, if any.
pub fn run_jobs(jobs: Vec<Job>) -> Result<Vec<u64>> {
    let handles: Vec<JoinHandle<Result<u64>>> = jobs.into_iter().map(thread::spawn).collect();
    // Two steps on purpose: collecting into a `Result` stops at the first error, and the threads
    // behind it would not be joined.
    let results: Vec<Result<u64>> = handles
        .into_iter()
        .map(|handle| handle.join().unwrap_or_else(|panic| Err(error_of(&*panic))))
        .collect();
    results.into_iter().collect()
}

/// What a panic left behind, as an error.
fn error_of(panic: &(dyn Any + Send)) -> anyhow::Error {
    // `panic!("text")` leaves a `&str`, `panic!("text {value}")` a `String`.
    let literal = panic.downcast_ref::<&str>().copied();
    let formatted = panic.downcast_ref::<String>().map(String::as_str);
    match literal.or(formatted) {
        Some(text) => anyhow!("a job panicked: {text}"),
        None => anyhow!("a job panicked without a text"),
    }
}
