//! Loops; threads that write into slots; `FuturesOrdered`; a `JoinSet` with indices.

use futures::stream::{FuturesOrdered, StreamExt as _};
use std::{future::Future, sync::Mutex, thread};
use tokio::task::JoinSet;

pub fn sequential<T>(n: usize, f: impl Fn(usize) -> T) -> Vec<T> {
    let mut results = vec![];
    for index in 0..n {
        results.push(f(index));
    }
    results
}

pub fn threaded<T: Send>(n: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let slots: Vec<Mutex<Option<T>>> = (0..n).map(|_| Mutex::new(None)).collect();
    thread::scope(|scope| {
        for (index, slot) in slots.iter().enumerate() {
            let f = &f;
            scope.spawn(move || {
                let value = f(index);
                *slot.lock().unwrap() = Some(value);
            });
        }
    });
    slots
        .into_iter()
        .map(|slot| slot.into_inner().unwrap().unwrap())
        .collect()
}

pub async fn one_task<F, Fut, T>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T>,
{
    (0..n)
        .map(f)
        .collect::<FuturesOrdered<Fut>>()
        .collect()
        .await
}

pub async fn many_tasks<F, Fut, T>(n: usize, f: F) -> anyhow::Result<Vec<T>>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut tasks = JoinSet::new();
    for index in 0..n {
        let job = f(index);
        tasks.spawn(async move { (index, job.await) });
    }
    let mut results = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        results.push(ended?);
    }
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, value)| value).collect())
}
