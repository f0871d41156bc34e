//! Misconception: The end of a limit is an `Instant`, now plus the limit.
//! Caught by: a_future_in_time_gives_its_value
//! Message: `Instant::now() + limit` panics

use anyhow::Context as _;
use std::{future::Future, time::Duration};
use tokio::{
    task::{AbortHandle, JoinHandle},
    time::{Instant, timeout, timeout_at},
};

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
    match timeout_at(Instant::now() + limit, fut).await {
        Ok(result) => result.map_err(Failure::Failed),
        // `timeout` owned the future, and is gone by now: the future has been dropped with it.
        Err(_) => Err(Failure::TimedOut(limit)),
    }
}

/// The value of `task`, if it comes within `limit`. If it does not, the task is stopped.
pub async fn task_with_deadline<T: Send + 'static>(
    limit: Duration,
    task: JoinHandle<anyhow::Result<T>>,
) -> Result<T, Failure> {
    // Dropped when this function ends, at the limit as well as when our caller gives up before. A task
    // that has ended is not disturbed by it.
    let _stop = AbortOnDrop(task.abort_handle());
    match timeout(limit, task).await {
        // Two results in one another: did the task come to its end, and with what? An error is
        // `Failed` either way, so `flatten` makes one result of both.
        Ok(joined) => joined
            .context("the task did not come to its end")
            .flatten()
            .map_err(Failure::Failed),
        // Only the handle has been dropped here; the guard stops the task.
        Err(_) => Err(Failure::TimedOut(limit)),
    }
}

/// Aborts its task when it is dropped. To drop a `JoinHandle` would let the task go on.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
