//! Misconception: Collecting goes through the whole list before it fails.
//! Caught by: run_jobs_waits_for_all_after_a_failure
//! Message: a thread that nobody joins goes on by itself

use anyhow::{Result, anyhow};
use std::{any::Any, sync::Arc, thread};

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
    handles
        .into_iter()
        .map(|handle| {
            handle
                .join()
                .unwrap_or_else(|payload| Err(error_of(&*payload)))
        })
        .collect()
}

fn error_of(payload: &(dyn Any + Send)) -> anyhow::Error {
    if let Some(text) = payload.downcast_ref::<&str>() {
        return anyhow!("{text}");
    }
    match payload.downcast_ref::<String>() {
        Some(text) => anyhow!("{text}"),
        None => anyhow!("a panic without a text"),
    }
}
