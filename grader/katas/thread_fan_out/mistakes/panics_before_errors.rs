//! Misconception: A panic is worse than an error, so it goes first.
//! Caught by: run_jobs_gives_the_first_error_by_position
//! Message: the place in the list decides, not the kind of failure

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
    let ended: Vec<_> = handles.into_iter().map(|handle| handle.join()).collect();
    let mut results = Vec::new();
    for result in ended {
        results.push(result.map_err(|payload| error_of(&*payload))?);
    }
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
