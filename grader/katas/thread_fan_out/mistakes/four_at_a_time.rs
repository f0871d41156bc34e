//! Misconception: More threads than cores are of no use, so batches do the same.
//! Caught by: fan_out_runs_all_at_the_same_time
//! Message: however few cores the machine has

use anyhow::{Result, anyhow};
use std::{any::Any, sync::Arc, thread};

pub type Job = Box<dyn FnOnce() -> Result<u64> + Send + 'static>;

pub fn fan_out<T, F>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    let f = Arc::new(f);
    let mut results = Vec::new();
    for start in (0..n).step_by(4) {
        let handles: Vec<_> = (start..n.min(start + 4))
            .map(|index| {
                let f = f.clone();
                thread::spawn(move || f(index))
            })
            .collect();
        results.extend(handles.into_iter().map(|handle| handle.join().unwrap()));
    }
    results
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
