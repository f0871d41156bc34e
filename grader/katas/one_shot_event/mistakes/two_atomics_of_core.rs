//! Misconception: Two flags that are set one after the other are set together, if they are those of `core`.
//! Caught by: no_wake_is_lost_between_threads
//! Message: can be seen half-way

use core::sync::atomic::{AtomicBool, Ordering::SeqCst};
use futures::task::AtomicWaker;
use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

#[derive(Default)]
struct Shared {
    fired: AtomicBool,
    gone: AtomicBool,
    waker: AtomicWaker,
}

pub struct Trigger(Arc<Shared>);

pub struct Event(Arc<Shared>);

pub fn event() -> (Trigger, Event) {
    let shared = Arc::<Shared>::default();
    (Trigger(shared.clone()), Event(shared))
}

impl Trigger {
    pub fn fire(self) {
        self.0.gone.store(true, SeqCst);
        self.0.fired.store(true, SeqCst);
    }
}

impl Drop for Trigger {
    fn drop(&mut self) {
        self.0.gone.store(true, SeqCst);
        self.0.waker.wake();
    }
}

impl Future for Event {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        self.0.waker.register(cx.waker());
        if self.0.gone.load(SeqCst) {
            Poll::Ready(self.0.fired.load(SeqCst))
        } else {
            Poll::Pending
        }
    }
}
