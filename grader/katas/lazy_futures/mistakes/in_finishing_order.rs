//! Misconception: Collecting a stream of futures keeps their order.
//! Caught by: map_async_keeps_the_order
//! Message: not in the order in which the futures ended

use futures::stream::{FuturesUnordered, StreamExt as _};
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
    Ok(values)
}

pub async fn map_async<F>(items: &[u32], f: F) -> Vec<u32>
where
    F: AsyncFn(u32) -> u32,
{
    let all: FuturesUnordered<_> = items.iter().map(|item| f(*item)).collect();
    all.collect().await
}
