//! Misconception: A task waits for its signal from the moment at which it is spawned.
//! Caught by: a_background_task_dies_with_its_handle
//! Message: is missed then

use std::{future::Future, sync::Arc};
use tokio::sync::Notify;

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
    stop: Arc<Notify>,
}

impl Background {
    pub fn spawn<F>(fut: F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let stop = Arc::new(Notify::new());
        let stopped = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = fut => {}
                () = stopped.notified() => {}
            }
        });
        Self { stop }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.stop.notify_waiters();
    }
}
