//! Misconception: Every thread that is started sends its message.
//! Caught by: a_literal_panic_becomes_an_error
//! Message: A job that panics does not get to the line that would send its result

use anyhow::Result;
use std::{
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
        thread::spawn(move || sender.send((index, job())));
    }
    let mut results: Vec<_> = receiver.iter().take(count).collect();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
