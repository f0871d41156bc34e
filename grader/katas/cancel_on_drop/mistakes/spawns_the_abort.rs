//! Misconception: A handle is always dropped inside async code.
//! Caught by: a_background_task_dies_with_its_handle
//! Message: A handle can be dropped where no runtime is

use std::future::Future;
use tokio::task::AbortHandle;

/// How a future ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It gave its output.
    Completed,
    /// It was dropped before that, or it panicked.
    Cancelled,
}

/// The output of `fut`. However `fut` ends, `cleanup` is called once and told how.
pub async fn with_cleanup<F, C>(fut: F, cleanup: C) -> F::Output
where
    F: Future,
    C: FnOnce(Ending),
{
    // From here on it is called in any case: dropping this future, or a panic, drops the guard.
    let guard = Guard(Some(cleanup));
    let output = fut.await;
    guard.end(Ending::Completed);
    output
}

/// Calls what is inside when it is dropped, unless that was done before.
struct Guard<C: FnOnce(Ending)>(Option<C>);

impl<C: FnOnce(Ending)> Guard<C> {
    fn end(mut self, ending: Ending) {
        self.call(ending);
    }

    fn call(&mut self, ending: Ending) {
        // A `FnOnce` is used up by its call, so it has to be taken out; a second time finds none.
        if let Some(cleanup) = self.0.take() {
            cleanup(ending);
        }
    }
}

impl<C: FnOnce(Ending)> Drop for Guard<C> {
    fn drop(&mut self) {
        self.call(Ending::Cancelled);
    }
}

/// A task in the background. It is stopped when this handle is dropped.
pub struct Background {
    task: AbortHandle,
}

impl Background {
    /// Starts `fut` as a task of its own.
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
        let task = self.task.clone();
        tokio::spawn(async move { task.abort() });
    }
}
