//! Misconception: A guard cannot know how it ended.
//! Caught by: completion_is_completed
//! Message: must be told so

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
    let guard = Guard(Some(cleanup));
    let output = fut.await;
    drop(guard);
    output
}

struct Guard<C: FnOnce(Ending)>(Option<C>);

impl<C: FnOnce(Ending)> Guard<C> {
    fn call(&mut self, ending: Ending) {
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
