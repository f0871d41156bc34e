//! Misconception: A panic's text is one line.
//! Caught by: a_literal_panic_becomes_an_error
//! Message: Only a part of the text is left

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
            h.join().unwrap_or_else(|p| {
                Err(anyhow!(
                    "{}",
                    error_of(&*p)
                        .to_string()
                        .lines()
                        .next()
                        .unwrap_or("")
                        .trim_end()
                        .to_string()
                ))
            })
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
