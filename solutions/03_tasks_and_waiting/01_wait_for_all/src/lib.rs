//! Wait for several futures at the same time: for all of them, or only until the first error.

use futures::{
    future::join_all,
    stream::{FuturesUnordered, StreamExt as _},
};
use std::future::Future;

/// The values of all futures, in the order of the list. Waits for everybody, also after an error,
/// and then returns the error that stands first in the list.
pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    // For `join_all` a `Result` is a value like any other, so an error stops nobody. Only when all
    // have ended does `collect` go through the list, and it stops at the first error it meets.
    join_all(futs).await.into_iter().collect()
}

/// The values of all futures, in the order of the list. Returns at the first error in time and
/// drops the other futures.
pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    // `try_join_all` is shorter. But with more than 30 futures it looks at the results in the order
    // of the list and notices an error only when all futures before it have ended.
    let numbered = futs
        .into_iter()
        .enumerate()
        .map(|(index, fut)| async move { (index, fut.await) });
    let mut running: FuturesUnordered<_> = numbered.collect();
    let mut values = Vec::with_capacity(running.len());
    // They come in the order in which they end. At the first error `?` returns, which drops
    // `running` and with it everybody who is still at work.
    while let Some((index, value)) = running.next().await {
        values.push((index, value?));
    }
    values.sort_by_key(|(index, _)| *index);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
