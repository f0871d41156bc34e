//! Misconception: The text of an error is all of it.
//! Caught by: a_tasks_own_error_is_returned
//! Message: A cause got lost

use anyhow::Context as _;
use std::future::Future;
use tokio::task::JoinSet;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let mut s = JoinSet::new();
    for (i, f) in futs.into_iter().enumerate() {
        s.spawn(async move { anyhow::Ok((i, f.await?)) });
    }
    let mut v = vec![];
    while let Some(j) = s.join_next().await {
        v.push(j?.map_err(|e| anyhow::anyhow!("{e}"))?)
    }
    v.sort_by_key(|x| x.0);
    Ok(v.into_iter().map(|x| x.1).collect())
}
