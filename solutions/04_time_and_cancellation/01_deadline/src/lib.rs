//! Limit how long a future, or a task, may take.

use anyhow::Context as _;
use std::{future::Future, time::Duration};
use tokio::{task::JoinHandle, time::timeout};

/// Why there is no value.
#[derive(Debug)]
pub enum Failure {
    /// It was not done within this limit.
    TimedOut(Duration),
    /// It was done in time, and failed.
    Failed(anyhow::Error),
}

/// The value of `fut`, if it comes within `limit`. If it does not, `fut` is cancelled.
pub async fn with_deadline<F, T>(limit: Duration, fut: F) -> Result<T, Failure>
where
    F: Future<Output = anyhow::Result<T>>,
{
    match timeout(limit, fut).await {
        Ok(result) => result.map_err(Failure::Failed),
        // `timeout` owned the future, and is gone by now: the future has been dropped with it.
        Err(_) => Err(Failure::TimedOut(limit)),
    }
}

/// The value of `task`, if it comes within `limit`. If it does not, the task is stopped.
pub async fn task_with_deadline<T: Send + 'static>(
    limit: Duration,
    mut task: JoinHandle<anyhow::Result<T>>,
) -> Result<T, Failure> {
    // Only a borrow goes in: the handle must still be ours when the time is up.
    match timeout(limit, &mut task).await {
        Ok(ended) => ended
            .context("the task did not come to its end")
            // Here both questions are of one kind, so that `?` would do: it failed.
            .and_then(|result| result)
            .map_err(Failure::Failed),
        Err(_) => {
            task.abort();
            Err(Failure::TimedOut(limit))
        }
    }
}
