//! Misconception: Collecting results stops the calls at the first error.
//! Caught by: the_first_error_ends_it
//! Message: After an error nothing more is called

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
    let mut results = Vec::new();
    for call in calls {
        results.push(call().await);
    }
    results.into_iter().collect()
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
