//! Misconception: A guard inside `spawn` guards the task.
//! Caught by: a_background_task_runs_by_itself
//! Message: dropped at the end of `spawn`

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
    guard.end(Ending::Completed);
    output
}

struct Guard<C: FnOnce(Ending)>(Option<C>);

impl<C: FnOnce(Ending)> Guard<C> {
    fn end(mut self, ending: Ending) {
        self.call(ending);
    }

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
    _task: AbortHandle,
}

impl Background {
    pub fn spawn<F>(fut: F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut tasks = tokio::task::JoinSet::new();
        Self {
            _task: tasks.spawn(fut),
        }
    }
}
