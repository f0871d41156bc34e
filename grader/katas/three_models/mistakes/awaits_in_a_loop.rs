//! Misconception: Futures that were all called run at the same time.
//! Caught by: one_task_takes_as_long_as_the_longest
//! Message: awaiting one does not run the next

use std::{future::Future, thread};

pub fn sequential<T>(n: usize, f: impl Fn(usize) -> T) -> Vec<T> {
    (0..n).map(f).collect()
}

pub fn threaded<T: Send>(n: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let f = &f;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..n).map(|index| scope.spawn(move || f(index))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

pub async fn one_task<F, Fut, T>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T>,
{
    let jobs: Vec<Fut> = (0..n).map(f).collect();
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
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
