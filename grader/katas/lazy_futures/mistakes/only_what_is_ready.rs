//! Misconception: Futures that were polled once have run.
//! Caught by: the_closure_of_map_async_may_borrow
//! Message: a result for every item

use futures::FutureExt as _;
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
    items
        .iter()
        .filter_map(|item| f(*item).now_or_never())
        .collect()
}
