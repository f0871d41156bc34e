//! Misconception: There is always a first result to wait for.
//! Caught by: fan_out_of_nothing_is_empty
//! Message: do not wait for a first one

use anyhow::{Result, anyhow};
use std::{
    any::Any,
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
    let (sender, receiver) = mpsc::channel();
    for index in 0..n {
        let (f, sender) = (f.clone(), sender.clone());
        thread::spawn(move || sender.send((index, f(index))));
    }
    let mut results = Vec::new();
    loop {
        results.push(receiver.recv().unwrap());
        if results.len() >= n {
            break;
        }
    }
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
