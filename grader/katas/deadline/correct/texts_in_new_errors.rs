//! New errors with the texts of the old ones, whose causes are no part of the promise.

use anyhow::anyhow;
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
        Ok(result) => result.map_err(|error| Failure::Failed(anyhow!("it failed: {error:#}"))),
        Err(_) => Err(Failure::TimedOut(limit)),
    }
}

pub async fn task_with_deadline<T: Send + 'static>(
    limit: Duration,
    mut task: JoinHandle<anyhow::Result<T>>,
) -> Result<T, Failure> {
    match timeout(limit, &mut task).await {
        Ok(Ok(result)) => result.map_err(|error| Failure::Failed(anyhow!("it failed: {error:#}"))),
        Ok(Err(error)) => Err(Failure::Failed(anyhow!("no end of its own: {error}"))),
        Err(_) => {
            task.abort();
            Err(Failure::TimedOut(limit))
        }
    }
}
