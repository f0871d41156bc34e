//! Misconception: The text of an error is all of it.
//! Caught by: the_first_error_ends_it
//! Message: A cause got lost

use std::future::Future;
#[expect(
    clippy::manual_async_fn,
    reason = "this way one sees that the call itself only gives a future"
)]
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
    let mut v = vec![];
    for c in calls {
        v.push(c().await.map_err(|e| anyhow::anyhow!("{e}"))?)
    }
    Ok(v)
}
pub async fn map_async<F>(items: &[u32], f: F) -> Vec<u32>
where
    F: AsyncFn(u32) -> u32,
{
    let mut results = Vec::with_capacity(items.len());
    for &item in items {
        results.push(f(item).await);
    }
    results
}
