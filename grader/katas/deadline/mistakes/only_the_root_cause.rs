//! Misconception: The root cause is all that an error says.
//! Caught by: a_failing_future_is_failed
//! Message: Only the root cause is left

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
        Ok(result) => {
            result.map_err(|error| Failure::Failed(anyhow::anyhow!("{}", error.root_cause())))
        }
        Err(_) => Err(Failure::TimedOut(limit)),
    }
}

pub async fn task_with_deadline<T: Send + 'static>(
    limit: Duration,
    mut task: JoinHandle<anyhow::Result<T>>,
) -> Result<T, Failure> {
    match timeout(limit, &mut task).await {
        Ok(ended) => ended
            .context("the task did not come to its end")
            .and_then(|result| result)
            .map_err(Failure::Failed),
        Err(_) => {
            task.abort();
            Err(Failure::TimedOut(limit))
        }
    }
}
