//! Awaits in the order of the list and aborts everything at the first failure it comes to.

use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let mut tasks = Vec::new();
    for fut in futs {
        tasks.push(tokio::task::spawn(fut));
    }
    let mut values = Vec::new();
    let mut failure = None;
    for task in tasks {
        if failure.is_some() {
            task.abort();
            continue;
        }
        match task.await {
            Ok(Ok(value)) => values.push(value),
            Ok(Err(error)) => failure = Some(error.context("a task failed")),
            Err(error) => failure = Some(anyhow::anyhow!("{error}")),
        }
    }
    failure.map_or(Ok(values), Err)
}
