//! Misconception: There is always a first task.
//! Caught by: no_jobs_give_no_results
//! Message: do not wait for a first result

use futures::{
    TryFutureExt as _,
    future::{join_all, select_all},
};
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
    join_all((0..n).map(f)).await
}

pub async fn many_tasks<F, Fut, T>(n: usize, f: F) -> anyhow::Result<Vec<T>>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let tasks = (0..n).map(|index| tokio::spawn(f(index)));
    let mut left: Vec<_> = tasks
        .enumerate()
        .map(|(i, t)| t.map_ok(move |v| (i, v)))
        .collect();
    let mut results = Vec::new();
    while results.len() < n.max(1) {
        let (ended, _, others) = select_all(left).await;
        results.push(ended?);
        left = others;
    }
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, value)| value).collect())
}
