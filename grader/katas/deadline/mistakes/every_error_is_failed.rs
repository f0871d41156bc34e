//! Misconception: A timeout is a failure like any other.
//! Caught by: a_future_over_the_limit_times_out
//! Message: that is `TimedOut`

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
    timeout(limit, fut)
        .await
        .map_err(|elapsed| Failure::Failed(elapsed.into()))?
        .map_err(Failure::Failed)
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
