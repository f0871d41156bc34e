//! Misconception: join fails only if the thread could not be joined.
//! Caught by: a_literal_panic_becomes_an_error
//! Message: look at it instead of unwrapping it

use anyhow::Result;
use std::{sync::Arc, thread};

pub type Job = Box<dyn FnOnce() -> Result<u64> + Send + 'static>;

pub fn fan_out<T, F>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    let f = Arc::new(f);
    let handles: Vec<_> = (0..n)
        .map(|index| {
            let f = f.clone();
            thread::spawn(move || f(index))
        })
        .collect();
    handles
        .into_iter()
        .map(|handle| handle.join().unwrap())
        .collect()
}

pub fn run_jobs(jobs: Vec<Job>) -> Result<Vec<u64>> {
    let handles: Vec<_> = jobs.into_iter().map(thread::spawn).collect();
    let results: Vec<Result<u64>> = handles
        .into_iter()
        .map(|handle| handle.join().unwrap())
        .collect();
    results.into_iter().collect()
}
