//! Limit how long a future, or a task, may take.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::{future::Future, time::Duration};

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
    todo!()
}

/// The value of `task`, if it comes within `limit`. If it does not, the task is stopped.
pub async fn task_with_deadline<T: Send + 'static>(
    limit: Duration,
    task: tokio::task::JoinHandle<anyhow::Result<T>>,
) -> Result<T, Failure> {
    todo!()
}
