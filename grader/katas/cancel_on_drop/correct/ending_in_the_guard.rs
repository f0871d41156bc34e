//! The guard knows the ending and always speaks itself; a `JoinSet` of one.

use std::future::Future;
use tokio::task::JoinSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Completed,
    Cancelled,
}

struct Guard<C: FnOnce(Ending)> {
    ending: Ending,
    cleanup: Option<C>,
}

impl<C: FnOnce(Ending)> Drop for Guard<C> {
    fn drop(&mut self) {
        let cleanup = self.cleanup.take().expect("dropped once");
        cleanup(self.ending);
    }
}

pub async fn with_cleanup<F, C>(fut: F, cleanup: C) -> F::Output
where
    F: Future,
    C: FnOnce(Ending),
{
    let mut guard = Guard {
        ending: Ending::Cancelled,
        cleanup: Some(cleanup),
    };
    let output = fut.await;
    guard.ending = Ending::Completed;
    output
}

pub struct Background {
    _tasks: JoinSet<()>,
}

impl Background {
    pub fn spawn<F>(fut: F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut tasks = JoinSet::new();
        tasks.spawn(fut);
        Self { _tasks: tasks }
    }
}
