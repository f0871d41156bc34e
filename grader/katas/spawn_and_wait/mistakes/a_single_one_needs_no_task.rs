//! Misconception: A single future needs no task of its own.
//! Caught by: each_future_has_a_task_of_its_own
//! Message: also a single one

use anyhow::Context as _;
use std::future::Future;
use tokio::task::JoinSet;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    if futs.len() == 1 {
        let mut v = vec![];
        for f in futs {
            v.push(
                futures::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(f))
                    .await
                    .map_err(|p| {
                        anyhow::anyhow!(
                            "{}",
                            p.downcast_ref::<&str>()
                                .map(|s| s.to_string())
                                .or(p.downcast_ref::<String>().cloned())
                                .unwrap_or_default()
                        )
                    })??,
            )
        }
        return Ok(v);
    }
    let mut s = JoinSet::new();
    for (i, f) in futs.into_iter().enumerate() {
        s.spawn(async move { anyhow::Ok((i, f.await?)) });
    }
    let mut v = vec![];
    while let Some(j) = s.join_next().await {
        v.push(j.context("x").flatten()?)
    }
    v.sort_by_key(|x| x.0);
    Ok(v.into_iter().map(|x| x.1).collect())
}
