//! Misconception: A call that failed has no value, so it can be left out.
//! Caught by: the_first_error_ends_it
//! Message: The error was lost

use std::future::Future;

pub fn prepare<F, Fut>(f: F) -> impl Future<Output = Fut::Output>
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    async move { f().await }
}

pub async fn one_at_a_time<F, Fut, T>(calls: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: FnOnce() -> Fut,
    Fut: Future<Output = anyhow::Result<T>>,
{
    let mut values = Vec::new();
    for call in calls {
        if let Ok(value) = call().await {
            values.push(value);
        }
    }
    Ok(values)
}

pub async fn map_async<F>(items: &[u32], f: F) -> Vec<u32>
where
    F: AsyncFn(u32) -> u32,
{
    let mut results = Vec::new();
    for &item in items {
        results.push(f(item).await);
    }
    results
}
