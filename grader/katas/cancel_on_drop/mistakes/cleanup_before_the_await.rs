//! Misconception: Calling it early is the safe side.
//! Caught by: completion_is_completed
//! Message: is for the end

use std::future::Future;
use tokio::task::AbortHandle;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Completed,
    Cancelled,
}

pub async fn with_cleanup<F, C>(fut: F, cleanup: C) -> F::Output
where
    F: Future,
    C: FnOnce(Ending),
{
    cleanup(Ending::Completed);
    fut.await
}

pub struct Background {
    task: AbortHandle,
}

impl Background {
    pub fn spawn<F>(fut: F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self {
            task: tokio::spawn(fut).abort_handle(),
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.task.abort();
    }
}
