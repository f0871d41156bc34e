//! Misconception: Working on a thread means working beside the caller.
//! Caught by: threaded_has_all_threads_alive_at_once
//! Message: Call `f` inside the threads

use futures::future::join_all;
use std::{future::Future, thread};

pub fn sequential<T>(n: usize, f: impl Fn(usize) -> T) -> Vec<T> {
    (0..n).map(f).collect()
}

pub fn threaded<T: Send>(n: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let thread = scope.spawn(|| (0..n).map(&f).collect());
        thread.join().unwrap()
    })
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
