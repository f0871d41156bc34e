//! Misconception: Once polled, a future goes on by itself in the background.
//! Caught by: wait_for_all_takes_as_long_as_the_longest
//! Message: a future that nobody polls stands still

use futures::future::{maybe_done, try_join_all};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let mut futs: Vec<_> = futs
        .into_iter()
        .map(|fut| Box::pin(maybe_done(fut)))
        .collect();
    for fut in &mut futs {
        let _ = futures::poll!(fut);
    }
    let mut results = Vec::new();
    for fut in &mut futs {
        fut.as_mut().await;
        results.extend(fut.as_mut().take_output());
    }
    results.into_iter().collect()
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
