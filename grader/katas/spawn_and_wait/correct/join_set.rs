//! A `JoinSet` with indices: the first failure returns, and dropping the set aborts the rest.

use std::future::Future;
use tokio::task::JoinSet;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let mut slots: Vec<Option<T>> = futs.iter().map(|_| None).collect();
    let mut tasks = JoinSet::new();
    for (index, fut) in futs.into_iter().enumerate() {
        tasks.spawn(async move { anyhow::Ok((index, fut.await?)) });
    }
    while let Some(ended) = tasks.join_next().await {
        let (index, value) = ended??;
        slots[index] = Some(value);
    }
    Ok(slots.into_iter().flatten().collect())
}
