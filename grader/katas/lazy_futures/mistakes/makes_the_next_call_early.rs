//! Misconception: The next call may be made while the one before is running.
//! Caught by: each_call_is_made_after_the_one_before_ended
//! Message: The calls were made too early

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
    let mut futs = calls.into_iter().map(|call| call()).peekable();
    while let Some(fut) = futs.next() {
        futs.peek();
        values.push(fut.await?);
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
