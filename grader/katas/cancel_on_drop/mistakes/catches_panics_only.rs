//! Misconception: A future that is cancelled comes back with an error.
//! Caught by: timeout_and_abort_are_cancelled
//! Message: the code after its `.await` does not run

use futures::FutureExt as _;
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
    let mut cleanup = Some(cleanup);
    let output = std::panic::AssertUnwindSafe(fut).catch_unwind().await;
    let ending = match &output {
        Ok(_) => Ending::Completed,
        Err(_) => Ending::Cancelled,
    };
    if let Some(cleanup) = cleanup.take() {
        cleanup(ending);
    }
    match output {
        Ok(output) => output,
        Err(panic) => std::panic::resume_unwind(panic),
    }
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
