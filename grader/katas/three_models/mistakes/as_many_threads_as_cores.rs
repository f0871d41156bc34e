//! Misconception: More threads than cores are of no use.
//! Caught by: threaded_has_all_threads_alive_at_once
//! Message: however few cores the machine has

use futures::future::join_all;
use std::{future::Future, thread};

pub fn sequential<T>(n: usize, f: impl Fn(usize) -> T) -> Vec<T> {
    (0..n).map(f).collect()
}

pub fn threaded<T: Send>(n: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let f = &f;
    let mut results = Vec::new();
    let cores = 4;
    for start in (0..n).step_by(cores) {
        let end = n.min(start + cores);
        thread::scope(|scope| {
            let threads: Vec<_> = (start..end).map(|i| scope.spawn(move || f(i))).collect();
            results.extend(threads.into_iter().map(|thread| thread.join().unwrap()));
        });
    }
    results
}

pub async fn one_task<F, Fut, T>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T>,
{
    join_all((0..n).map(f)).await
}

pub async fn many_tasks<F, Fut, T>(n: usize, f: F) -> anyhow::Result<Vec<T>>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = (0..n).map(|index| tokio::spawn(f(index))).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await?);
    }
    Ok(results)
}
