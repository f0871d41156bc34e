//! `select!` with a sleep; an `AbortHandle` in a guard; the aborted task is awaited.

use std::{future::Future, time::Duration};
use tokio::{
    task::{AbortHandle, JoinHandle},
    time::sleep,
};

#[derive(Debug)]
pub enum Failure {
    TimedOut(Duration),
    Failed(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

pub async fn with_deadline<F, T>(limit: Duration, fut: F) -> Result<T, Failure>
where
    F: Future<Output = anyhow::Result<T>>,
{
    tokio::select! {
        result = fut => Ok(result?),
        () = sleep(limit) => Err(Failure::TimedOut(limit)),
    }
}

struct Guard(AbortHandle);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub async fn task_with_deadline<T: Send + 'static>(
    limit: Duration,
    mut task: JoinHandle<anyhow::Result<T>>,
) -> Result<T, Failure> {
    let guard = Guard(task.abort_handle());
    let result = tokio::select! {
        result = &mut task => result,
        () = sleep(limit) => {
            drop(guard);
            let _ = task.await;
            return Err(Failure::TimedOut(limit));
        }
    };
    match result {
        Ok(result) => Ok(result?),
        Err(error) => Err(Failure::Failed(error.into())),
    }
}
