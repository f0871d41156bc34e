//! Combinators and streams; `map_async` works on all items at the same time.

use futures::{
    FutureExt as _, StreamExt as _, TryStreamExt as _,
    future::{join_all, lazy},
    stream,
};
use std::future::Future;

pub fn prepare<F, Fut>(f: F) -> impl Future<Output = Fut::Output>
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    lazy(|_| f()).flatten()
}

pub async fn one_at_a_time<F, Fut, T>(calls: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: FnOnce() -> Fut,
    Fut: Future<Output = anyhow::Result<T>>,
{
    stream::iter(calls).then(|call| call()).try_collect().await
}

pub async fn map_async<F>(items: &[u32], f: F) -> Vec<u32>
where
    F: AsyncFn(u32) -> u32,
{
    join_all(items.iter().map(|item| f(*item))).await
}
