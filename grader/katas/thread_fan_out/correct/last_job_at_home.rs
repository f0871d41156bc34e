//! `fan_out` lets its threads wait for each other; `run_jobs` runs its last job on the caller's thread.

use anyhow::{Result, anyhow};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Barrier},
    thread,
};

pub type Job = Box<dyn FnOnce() -> Result<u64> + Send + 'static>;

pub fn fan_out<T, F>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    let shared = Arc::new((f, Barrier::new(n)));
    let mut handles = std::collections::VecDeque::new();
    for i in 0..n {
        let shared = shared.clone();
        handles.push_back(thread::spawn(move || {
            shared.1.wait();
            let value = (shared.0)(i);
            shared.1.wait();
            value
        }));
    }
    std::iter::from_fn(|| handles.pop_front()?.join().ok()).collect()
}

fn settle(ended: Result<Result<u64>, Box<dyn Any + Send>>) -> Result<u64> {
    ended.unwrap_or_else(|payload| match payload.downcast::<String>() {
        Ok(text) => Err(anyhow!(text)),
        Err(payload) => Err(anyhow!(
            "{}",
            payload.downcast_ref::<&str>().unwrap_or(&"panic")
        )),
    })
}

pub fn run_jobs(mut jobs: Vec<Job>) -> Result<Vec<u64>> {
    let Some(last) = jobs.pop() else {
        return Ok(vec![]);
    };
    let handles: Vec<_> = jobs.into_iter().map(thread::spawn).collect();
    let last = settle(catch_unwind(AssertUnwindSafe(last)));
    let mut results: Vec<Result<u64>> = vec![];
    for handle in handles {
        results.push(settle(handle.join()));
    }
    results.push(last);
    Result::from_iter(results)
}
