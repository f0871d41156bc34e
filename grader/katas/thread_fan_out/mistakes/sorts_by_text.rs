//! Misconception: Numbers written as text sort like numbers.
//! Caught by: fan_out_gives_results_by_index
//! Message: Results belong to the place in the list

use anyhow::{Result, anyhow};
use std::{
    any::Any,
    panic::resume_unwind,
    sync::Arc,
    thread::{self, JoinHandle},
};
pub type Job = Box<dyn FnOnce() -> Result<u64> + Send + 'static>;

pub fn fan_out<T, F>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    let f = Arc::new(f);
    let (s, r) = std::sync::mpsc::channel();
    let h: Vec<_> = (0..n)
        .map(|i| {
            let (f, s) = (f.clone(), s.clone());
            thread::spawn(move || s.send((i.to_string(), f(i))).unwrap())
        })
        .collect();
    drop(s);
    for h in h {
        h.join().unwrap()
    }
    let m: std::collections::BTreeMap<String, T> = r.iter().collect();
    m.into_values().collect()
}
pub fn run_jobs(jobs: Vec<Job>) -> Result<Vec<u64>> {
    let handles: Vec<JoinHandle<Result<u64>>> = jobs.into_iter().map(thread::spawn).collect();
    let results: Vec<Result<u64>> = handles
        .into_iter()
        .map(|handle| handle.join().unwrap_or_else(|panic| Err(error_of(&*panic))))
        .collect();
    results.into_iter().collect()
}

fn error_of(panic: &(dyn Any + Send)) -> anyhow::Error {
    let literal = panic.downcast_ref::<&str>().copied();
    let formatted = panic.downcast_ref::<String>().map(String::as_str);
    match literal.or(formatted) {
        Some(text) => anyhow!("a job panicked: {text}"),
        None => anyhow!("a job panicked without a text"),
    }
}
