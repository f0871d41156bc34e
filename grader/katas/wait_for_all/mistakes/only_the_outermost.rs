//! Misconception: The text of an error is all of it.
//! Caught by: wait_for_all_gives_the_first_error_by_position
//! Message: A cause got lost

use futures::{
    future::join_all,
    stream::{FuturesUnordered, TryStreamExt as _},
};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    join_all(futs)
        .await
        .into_iter()
        .map(|r| r.map_err(|e| anyhow::anyhow!("{e}")))
        .collect()
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
