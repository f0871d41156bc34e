//! Misconception: The tasks before the failed one in the list have ended.
//! Caught by: nothing_goes_on_after_a_failure
//! Message: dropping a JoinHandle detaches its task

use anyhow::Context as _;
use std::future::Future;
use tokio::task::JoinSet;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let h: Vec<_> = futs.into_iter().map(tokio::spawn).collect();
    let a: Vec<_> = h.iter().map(|h| h.abort_handle()).collect();
    let mut s: futures::stream::FuturesUnordered<_> = h
        .into_iter()
        .enumerate()
        .map(|(i, h)| async move { (i, h.await) })
        .collect();
    let mut v = vec![];
    while let Some((i, r)) = futures::StreamExt::next(&mut s).await {
        match r.context("x").flatten() {
            Ok(x) => v.push((i, x)),
            Err(e) => {
                for a in &a[i..] {
                    a.abort()
                }
                return Err(e);
            }
        }
    }
    v.sort_by_key(|x| x.0);
    Ok(v.into_iter().map(|x| x.1).collect())
}
