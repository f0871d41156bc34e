//! Folds over streams, and a prepared future that yields before it calls.

use futures::{StreamExt as _, TryStreamExt as _, stream};
use std::future::Future;

pub fn prepare<F, Fut>(f: F) -> impl Future<Output = Fut::Output>
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    async move {
        tokio::task::yield_now().await;
        let fut = f();
        let mut fut = std::pin::pin!(fut);
        tokio::select! { output = &mut fut => output }
    }
}

pub async fn one_at_a_time<F, Fut, T>(calls: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: FnOnce() -> Fut,
    Fut: Future<Output = anyhow::Result<T>>,
{
    stream::iter(calls.into_iter().map(anyhow::Ok))
        .try_fold(Vec::new(), |mut values, call| async {
            values.push(call().await?);
            Ok(values)
        })
        .await
}

pub async fn map_async<F>(items: &[u32], f: F) -> Vec<u32>
where
    F: AsyncFn(u32) -> u32,
{
    stream::iter(items)
        .map(|item| f(*item))
        .buffered(2)
        .collect()
        .await
}
