//! Misconception: A single call needs no thread of its own.
//! Caught by: fan_out_uses_new_threads
//! Message: also a single one

use anyhow::{Result, anyhow};
use std::{
    any::Any,
    panic::resume_unwind,
    sync::Arc,
    thread::{self, JoinHandle},
};
pub type Job = Box<dyn FnOnce() -> Result<u64> + Send + 'static>;

pub fn fan_out<T, F>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    if n == 1 {
        return vec![f(0)];
    }
    let f = Arc::new(f);
    let h: Vec<_> = (0..n)
        .map(|i| {
            let f = f.clone();
            thread::spawn(move || f(i))
        })
        .collect();
    h.into_iter().map(|h| h.join().unwrap()).collect()
}
pub fn run_jobs(jobs: Vec<Job>) -> Result<Vec<u64>> {
    let handles: Vec<JoinHandle<Result<u64>>> = jobs.into_iter().map(thread::spawn).collect();
    let results: Vec<Result<u64>> = handles
        .into_iter()
        .map(|handle| handle.join().unwrap_or_else(|panic| Err(error_of(&*panic))))
        .collect();
    results.into_iter().collect()
}

fn error_of(panic: &(dyn Any + Send)) -> anyhow::Error {
    let literal = panic.downcast_ref::<&str>().copied();
    let formatted = panic.downcast_ref::<String>().map(String::as_str);
    match literal.or(formatted) {
        Some(text) => anyhow!("a job panicked: {text}"),
        None => anyhow!("a job panicked without a text"),
    }
}
