//! Misconception: The caller has nothing to do anyway, so it can be one of the threads.
//! Caught by: fan_out_uses_new_threads
//! Message: on the caller's own thread

use anyhow::{Result, anyhow};
use std::{any::Any, sync::Arc, thread};

pub type Job = Box<dyn FnOnce() -> Result<u64> + Send + 'static>;

pub fn fan_out<T, F>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    let f = Arc::new(f);
    let handles: Vec<_> = (1..n)
        .map(|index| {
            let f = f.clone();
            thread::spawn(move || f(index))
        })
        .collect();
    let mine = (n > 0).then(|| f(0));
    let others = handles.into_iter().map(|handle| handle.join().unwrap());
    mine.into_iter().chain(others).collect()
}

pub fn run_jobs(jobs: Vec<Job>) -> Result<Vec<u64>> {
    let handles: Vec<_> = jobs.into_iter().map(thread::spawn).collect();
    let results: Vec<Result<u64>> = handles
        .into_iter()
        .map(|handle| {
            handle
                .join()
                .unwrap_or_else(|payload| Err(error_of(&*payload)))
        })
        .collect();
    results.into_iter().collect()
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
