//! Misconception: A task that panicked did not make it in time.
//! Caught by: a_panicking_task_is_failed
//! Message: that is `Failed`

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
        Ok(Err(_)) => Err(Failure::TimedOut(limit)),
        Err(_) => {
            task.abort();
            Err(Failure::TimedOut(limit))
        }
    }
}
