//! Misconception: The lock is taken only for the push, not for computing what is pushed.
//! Caught by: fan_out_runs_all_at_the_same_time
//! Message: Nor may a lock be held while the work runs

use anyhow::{Result, anyhow};
use std::{
    any::Any,
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
    let results = Arc::new(Mutex::new(Vec::new()));
    let threads: Vec<_> = (0..n)
        .map(|index| {
            let (f, results) = (f.clone(), results.clone());
            thread::spawn(move || results.lock().unwrap().push((index, f(index))))
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let mut results = std::mem::take(&mut *results.lock().unwrap());
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, value)| value).collect()
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
