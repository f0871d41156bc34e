//! Misconception: A future that nobody polls is as good as dropped.
//! Caught by: a_future_over_the_limit_times_out
//! Message: A future is cancelled by dropping it

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
    let mut fut = Box::pin(fut);
    match timeout(limit, &mut fut).await {
        Ok(result) => result.map_err(Failure::Failed),
        Err(_) => {
            Box::leak(Box::new(fut));
            Err(Failure::TimedOut(limit))
        }
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
