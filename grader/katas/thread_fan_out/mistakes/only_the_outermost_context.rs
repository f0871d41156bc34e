//! Misconception: The text of an error is all of it.
//! Caught by: run_jobs_gives_the_first_error_by_position
//! Message: A cause got lost

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
    let f = Arc::new(f);
    let handles: Vec<JoinHandle<T>> = (0..n)
        .map(|index| {
            let f = Arc::clone(&f);
            thread::spawn(move || f(index))
        })
        .collect();
    handles
        .into_iter()
        .map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
        .collect()
}

pub fn run_jobs(jobs: Vec<Job>) -> Result<Vec<u64>> {
    let h: Vec<_> = jobs.into_iter().map(thread::spawn).collect();
    let r: Vec<Result<u64>> = h
        .into_iter()
        .map(|h| {
            h.join()
                .unwrap_or_else(|p| Err(error_of(&*p)))
                .map_err(|e| anyhow!("{e}"))
        })
        .collect();
    r.into_iter().collect()
}
fn error_of(panic: &(dyn Any + Send)) -> anyhow::Error {
    let literal = panic.downcast_ref::<&str>().copied();
    let formatted = panic.downcast_ref::<String>().map(String::as_str);
    match literal.or(formatted) {
        Some(text) => anyhow!("a job panicked: {text}"),
        None => anyhow!("a job panicked without a text"),
    }
}
