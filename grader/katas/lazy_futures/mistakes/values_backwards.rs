//! Misconception: Popping takes the calls in order.
//! Caught by: one_at_a_time_gives_the_values_in_order
//! Message: in the order of the list

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
        values.push(call().await?);
    }
    values.reverse();
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
