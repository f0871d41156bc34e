//! Misconception: A shared list gets the results in order.
//! Caught by: threaded_gives_results_by_index
//! Message: not to the order in which the jobs ended

use futures::future::join_all;
use std::{future::Future, sync::Mutex, thread};

pub fn sequential<T>(n: usize, f: impl Fn(usize) -> T) -> Vec<T> {
    (0..n).map(f).collect()
}

pub fn threaded<T: Send>(n: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for index in 0..n {
            let (f, results) = (&f, &results);
            scope.spawn(move || {
                let value = f(index);
                results.lock().unwrap().push(value);
            });
        }
    });
    results.into_inner().unwrap()
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
