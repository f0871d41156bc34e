//! Misconception: A panic has no text of interest.
//! Caught by: a_panicking_task_is_failed
//! Message: The text of the panic got lost

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
    mut task: JoinHandle<anyhow::Result<T>>,
) -> Result<T, Failure> {
    match timeout(limit, &mut task).await {
        Ok(Ok(result)) => result.map_err(Failure::Failed),
        Ok(Err(_)) => Err(Failure::Failed(anyhow::anyhow!("the task panicked"))),
        Err(_) => {
            task.abort();
            Err(Failure::TimedOut(limit))
        }
    }
}
