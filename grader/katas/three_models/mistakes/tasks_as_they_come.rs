//! Misconception: A JoinSet gives the results in the order of spawning.
//! Caught by: many_tasks_give_results_by_index
//! Message: not to the order in which the jobs ended

use futures::future::join_all;
use std::{future::Future, thread};
use tokio::task::JoinSet;

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
    join_all((0..n).map(f)).await
}

pub async fn many_tasks<F, Fut, T>(n: usize, f: F) -> anyhow::Result<Vec<T>>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut tasks: JoinSet<T> = (0..n).map(f).collect();
    let mut results = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        results.push(ended?);
    }
    Ok(results)
}
