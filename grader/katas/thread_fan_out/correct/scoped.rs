//! Scoped threads for both; every handle is joined by hand.

use anyhow::{Result, anyhow};
use std::thread;

pub type Job = Box<dyn FnOnce() -> Result<u64> + Send + 'static>;

pub fn fan_out<T, F>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    let f = &f;
    thread::scope(|scope| {
        let mut handles = Vec::new();
        for i in 0..n {
            handles.push(scope.spawn(move || f(i)));
        }
        handles.into_iter().map(|h| h.join().unwrap()).collect()
    })
}

pub fn run_jobs(jobs: Vec<Job>) -> Result<Vec<u64>> {
    let mut first = None;
    let mut values = Vec::new();
    thread::scope(|scope| {
        let handles: Vec<_> = jobs.into_iter().map(|job| scope.spawn(job)).collect();
        for (i, handle) in handles.into_iter().enumerate() {
            let result = match handle.join() {
                Ok(result) => result,
                Err(payload) => match payload.downcast::<String>() {
                    Ok(text) => Err(anyhow!("{text}")),
                    Err(payload) => match payload.downcast::<&str>() {
                        Ok(text) => Err(anyhow!("{text}")),
                        Err(_) => Err(anyhow!("unknown panic")),
                    },
                },
            };
            match result {
                Ok(value) => values.push(value),
                Err(error) if first.is_none() => first = Some(error.context(format!("job {i}"))),
                Err(_) => {}
            }
        }
    });
    match first {
        Some(error) => Err(error),
        None => Ok(values),
    }
}
