//! Misconception: Numbers written as text sort like numbers.
//! Caught by: wait_for_all_keeps_the_order
//! Message: Values come in the order of the list

use futures::{
    future::join_all,
    stream::{FuturesUnordered, TryStreamExt as _},
};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    use futures::StreamExt as _;
    let mut s: FuturesUnordered<_> = futs
        .into_iter()
        .enumerate()
        .map(|(i, f)| async move { (i, f.await) })
        .collect();
    let mut v = std::collections::BTreeMap::new();
    while let Some((i, r)) = s.next().await {
        v.insert(i.to_string(), r);
    }
    v.into_values().collect()
}
pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let numbered = futs
        .into_iter()
        .enumerate()
        .map(|(index, fut)| async move { anyhow::Ok((index, fut.await?)) });
    let mut running: FuturesUnordered<_> = numbered.collect();
    let mut values = Vec::with_capacity(running.len());
    while let Some(value) = running.try_next().await? {
        values.push(value);
    }
    values.sort_by_key(|(index, _)| *index);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
