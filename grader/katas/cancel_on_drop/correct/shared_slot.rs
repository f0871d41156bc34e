//! Guard and function share the closure in a `RefCell`; `abortable` in a spawned task.

use futures::future::{AbortHandle, abortable};
use std::{cell::RefCell, future::Future, rc::Rc};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Completed,
    Cancelled,
}

struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

pub async fn with_cleanup<F, C>(fut: F, cleanup: C) -> F::Output
where
    F: Future,
    C: FnOnce(Ending),
{
    let slot = Rc::new(RefCell::new(Some(cleanup)));
    let _guard = OnDrop({
        let slot = slot.clone();
        move || {
            if let Some(cleanup) = slot.take() {
                cleanup(Ending::Cancelled);
            }
        }
    });
    let output = fut.await;
    if let Some(cleanup) = slot.take() {
        cleanup(Ending::Completed);
    }
    output
}

pub struct Background(AbortHandle);

impl Background {
    pub fn spawn<F>(fut: F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (fut, abort) = abortable(fut);
        tokio::spawn(fut);
        Self(abort)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.0.abort();
    }
}
