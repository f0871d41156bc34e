//! The task as a future of its own, given to the other function; the panic by its payload.

use anyhow::anyhow;
use std::{future::Future, time::Duration};
use tokio::{
    task::{JoinError, JoinHandle},
    time::timeout,
};

#[derive(Debug)]
pub enum Failure {
    TimedOut(Duration),
    Failed(anyhow::Error),
}

pub async fn with_deadline<F, T>(limit: Duration, fut: F) -> Result<T, Failure>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let in_time = timeout(limit, fut).await;
    let result = in_time.map_err(|_elapsed| Failure::TimedOut(limit))?;
    result.map_err(|error| Failure::Failed(error.context("within the limit")))
}

pub async fn task_with_deadline<T: Send + 'static>(
    limit: Duration,
    task: JoinHandle<anyhow::Result<T>>,
) -> Result<T, Failure> {
    let abort = task.abort_handle();
    let result = with_deadline(limit, async { task.await.map_err(text_of)? }).await;
    // It does nothing to a task that has ended.
    abort.abort();
    result
}

fn text_of(error: JoinError) -> anyhow::Error {
    let Ok(payload) = error.try_into_panic() else {
        return anyhow!("the task was aborted");
    };
    match (
        payload.downcast_ref::<&str>(),
        payload.downcast_ref::<String>(),
    ) {
        (Some(text), _) => anyhow!("the task panicked: {text}"),
        (_, Some(text)) => anyhow!("the task panicked: {text}"),
        _ => anyhow!("the task panicked"),
    }
}
