//! Misconception: A limit is checked when the future has ended.
//! Caught by: a_future_over_the_limit_times_out
//! Message: At the limit it is over

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
    let start = tokio::time::Instant::now();
    let result = fut.await;
    if start.elapsed() > limit {
        return Err(Failure::TimedOut(limit));
    }
    result.map_err(Failure::Failed)
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
