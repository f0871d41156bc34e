//! Misconception: The first error is the one that comes first.
//! Caught by: run_jobs_gives_the_first_error_by_position
//! Message: not the one that came first in time

use anyhow::{Result, anyhow};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
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
    let (sender, receiver) = mpsc::channel();
    for (index, job) in jobs.into_iter().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || sender.send((index, catch_unwind(AssertUnwindSafe(job)))));
    }
    let mut values = vec![0; count];
    let mut failed = None;
    for (index, ended) in receiver.iter().take(count) {
        match ended.unwrap_or_else(|payload| Err(error_of(&*payload))) {
            Ok(value) => values[index] = value,
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(values), Err)
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
