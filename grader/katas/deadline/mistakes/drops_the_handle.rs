//! Misconception: A timeout around a handle cancels the task.
//! Caught by: a_task_over_the_limit_is_stopped
//! Message: Dropping a JoinHandle detaches its task

use anyhow::Context as _;
use std::{future::Future, time::Duration};
use tokio::{task::JoinHandle, time::timeout};

#[derive(Debug)]
pub enum Failure {
    TimedOut(Duration),
    Failed(anyhow::Error),
}

pub async fn with_deadline<F, T>(limit: Duration, fut: F) -> Result<T, Failure>
where
    F: Future<Output = anyhow::Result<T>>,
{
    match timeout(limit, fut).await {
        Ok(result) => result.map_err(Failure::Failed),
        Err(_) => Err(Failure::TimedOut(limit)),
    }
}

pub async fn task_with_deadline<T: Send + 'static>(
    limit: Duration,
    task: JoinHandle<anyhow::Result<T>>,
) -> Result<T, Failure> {
    match timeout(limit, task).await {
        Ok(ended) => ended
            .context("the task did not come to its end")
            .and_then(|result| result)
            .map_err(Failure::Failed),
        Err(_) => Err(Failure::TimedOut(limit)),
    }
}
