//! Misconception: Numbers written as text sort like numbers.
//! Caught by: map_async_keeps_the_order
//! Message: Results come in the order of the items

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
    let m: std::collections::BTreeMap<String, u32> =
        futures::future::join_all(items.iter().enumerate().map(|(n, &i)| {
            let f = &f;
            async move { (n.to_string(), f(i).await) }
        }))
        .await
        .into_iter()
        .collect();
    m.into_values().collect()
}
