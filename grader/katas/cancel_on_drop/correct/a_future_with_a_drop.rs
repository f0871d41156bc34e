//! A hand-written future that implements `Drop`; a task that ends when its channel does.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::oneshot;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Completed,
    Cancelled,
}

struct Cleaned<F: Future, C: FnOnce(Ending)> {
    fut: Pin<Box<F>>,
    cleanup: Option<C>,
}

// A boxed closure may move, and so may the whole.
impl<F: Future> Future for Cleaned<F, Box<dyn FnOnce(Ending) + '_>> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let output = this.fut.as_mut().poll(cx);
        if output.is_ready()
            && let Some(cleanup) = this.cleanup.take()
        {
            cleanup(Ending::Completed);
        }
        output
    }
}

impl<F: Future, C: FnOnce(Ending)> Drop for Cleaned<F, C> {
    fn drop(&mut self) {
        if let Some(cleanup) = self.cleanup.take() {
            cleanup(Ending::Cancelled);
        }
    }
}

pub async fn with_cleanup<F, C>(fut: F, cleanup: C) -> F::Output
where
    F: Future,
    C: FnOnce(Ending),
{
    let cleanup: Box<dyn FnOnce(Ending) + '_> = Box::new(cleanup);
    Cleaned {
        fut: Box::pin(fut),
        cleanup: Some(cleanup),
    }
    .await
}

pub struct Background {
    _alive: oneshot::Sender<()>,
}

impl Background {
    pub fn spawn<F>(fut: F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (alive, gone) = oneshot::channel();
        tokio::spawn(async move {
            tokio::select! {
                biased;
                _ = gone => {}
                () = fut => {}
            }
        });
        Self { _alive: alive }
    }
}
