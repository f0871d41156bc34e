//! Channels with indices. Nobody is joined: all results, also those of panics, are received.

use anyhow::{Context as _, Result, anyhow};
use std::{
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
    let (sender, receiver) = mpsc::channel();
    for index in 0..n {
        let (f, sender) = (f.clone(), sender.clone());
        thread::spawn(move || sender.send((index, f(index))));
    }
    drop(sender);
    let mut results: Vec<(usize, T)> = receiver.iter().collect();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, value)| value).collect()
}

pub fn run_jobs(jobs: Vec<Job>) -> Result<Vec<u64>> {
    let n = jobs.len();
    let (sender, receiver) = mpsc::sync_channel(1);
    for (index, job) in jobs.into_iter().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|payload| {
                if let Some(text) = payload.downcast_ref::<&'static str>() {
                    Err(anyhow!(*text)).context("panic")
                } else if let Some(text) = payload.downcast_ref::<String>() {
                    Err(anyhow!(text.clone())).context("panic")
                } else {
                    Err(anyhow!("panic"))
                }
            });
            sender.send((index, result)).ok();
        });
    }
    let mut slots: Vec<Option<Result<u64>>> = (0..n).map(|_| None).collect();
    for _ in 0..n {
        let (index, result) = receiver.recv()?;
        slots[index] = Some(result);
    }
    slots.into_iter().flatten().collect()
}
