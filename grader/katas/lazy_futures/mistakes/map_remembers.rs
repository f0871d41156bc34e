//! Misconception: The same item always gives the same result.
//! Caught by: map_async_keeps_the_order
//! Message: also if items are equal

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
    let mut values = Vec::with_capacity(calls.len());
    for call in calls {
        values.push(call().await?);
    }
    Ok(values)
}

pub async fn map_async<F>(items: &[u32], f: F) -> Vec<u32>
where
    F: AsyncFn(u32) -> u32,
{
    let mut m = std::collections::HashMap::new();
    let mut v = vec![];
    for &i in items {
        if !m.contains_key(&i) {
            m.insert(i, f(i).await);
        }
        v.push(m[&i])
    }
    v
}
