//! Misconception: Looking every millisecond is as good as being woken.
//! Caught by: wait_for_all_takes_as_long_as_the_longest
//! Message: it does not wait, it spins

use futures::{
    future::join_all,
    stream::{FuturesUnordered, TryStreamExt as _},
};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let mut all = Box::pin(join_all(futs));
    loop {
        if let Some(v) = futures::FutureExt::now_or_never(all.as_mut()) {
            return v.into_iter().collect();
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await
    }
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
