//! Spawn every future as a task of its own, and bring all results back.

use anyhow::Context as _;
use std::future::Future;
use tokio::task::JoinSet;

/// Runs each future in a task of its own, all at the same time. Gives their values in order, or an
/// error if a task failed or panicked; then no task goes on unobserved.
pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    // A set, because it owns its tasks: when it is dropped, those that are still at work are aborted.
    // That happens at the `?` below, and also if our caller drops this future in the middle. A list of
    // handles would detach them.
    let mut tasks = JoinSet::new();
    for (index, fut) in futs.into_iter().enumerate() {
        tasks.spawn(async move { anyhow::Ok((index, fut.await?)) });
    }
    let mut values = Vec::with_capacity(tasks.len());
    while let Some(joined) = tasks.join_next().await {
        // Two results in one another: the outer one fails if the task panicked, the inner one is
        // what the task returned. With both errors of one type, `flatten` makes one result of them.
        let value = joined.context("a task did not come to its end").flatten()?;
        values.push(value);
    }
    // They came in the order in which they ended.
    values.sort_by_key(|(index, _)| *index);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
