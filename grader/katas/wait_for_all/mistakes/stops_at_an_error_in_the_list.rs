//! Misconception: Results in the order of the list are complete, so a question mark is harmless.
//! Caught by: wait_for_all_waits_for_everybody_after_an_error
//! Message: had not come to its end

use futures::future::try_join_all;
use futures::stream::{FuturesOrdered, StreamExt as _};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let mut all: FuturesOrdered<_> = futs.into_iter().collect();
    let mut values = Vec::new();
    while let Some(result) = all.next().await {
        values.push(result?);
    }
    Ok(values)
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
