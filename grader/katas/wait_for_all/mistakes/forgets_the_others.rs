//! Misconception: A future that is forgotten is cancelled.
//! Caught by: fail_fast_drops_the_others
//! Message: to cancel it, drop it

use futures::future::join_all;
use futures::stream::{FuturesUnordered, StreamExt as _};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    join_all(futs).await.into_iter().collect()
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let numbered = futs
        .into_iter()
        .enumerate()
        .map(|(index, fut)| async move { (index, fut.await) });
    let mut all: FuturesUnordered<_> = numbered.collect();
    let mut values = Vec::new();
    while let Some((index, result)) = all.next().await {
        match result {
            Ok(value) => values.push((index, value)),
            Err(error) => {
                std::mem::forget(all);
                return Err(error);
            }
        }
    }
    values.sort_by_key(|(index, _)| *index);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
