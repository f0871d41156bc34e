//! Misconception: The first error is the one that comes first.
//! Caught by: wait_for_all_gives_the_first_error_by_position
//! Message: the first in the list is asked for

use futures::future::try_join_all;
use futures::stream::{FuturesUnordered, StreamExt as _};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let numbered = futs
        .into_iter()
        .enumerate()
        .map(|(index, fut)| async move { (index, fut.await) });
    let mut all: FuturesUnordered<_> = numbered.collect();
    let mut values = Vec::new();
    let mut failed = None;
    while let Some((index, result)) = all.next().await {
        match result {
            Ok(value) => values.push((index, value)),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    values.sort_by_key(|(index, _)| *index);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
