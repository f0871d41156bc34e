//! Misconception: The code after an `.await` always runs.
//! Caught by: a_drop_is_cancelled
//! Message: the code after its `.await` does not run

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
    let output = fut.await;
    cleanup(Ending::Completed);
    output
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
