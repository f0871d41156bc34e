//! Misconception: A lock is given back as soon as the value is taken out.
//! Caught by: run_jobs_runs_all_at_the_same_time
//! Message: Nor may a lock be held while the work runs

use anyhow::{Result, anyhow};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    thread,
};

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
    let count = jobs.len();
    let jobs = Mutex::new(Vec::from_iter(jobs.into_iter().map(Some)));
    let ended = fan_out(count, move |index| {
        catch_unwind(AssertUnwindSafe(|| {
            jobs.lock().unwrap_or_else(|poisoned| poisoned.into_inner())[index]
                .take()
                .unwrap()()
        }))
    });
    let results = ended
        .into_iter()
        .map(|ended| ended.unwrap_or_else(|payload| Err(error_of(&*payload))));
    results.collect()
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
