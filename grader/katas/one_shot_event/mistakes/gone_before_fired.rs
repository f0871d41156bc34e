//! Misconception: Two flags that are set one after the other are set together.
//! Caught by: no_wake_is_lost_between_threads
//! Message: can be seen half-way

use futures::task::AtomicWaker;
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

#[derive(Default)]
struct Shared {
    waiting: AtomicWaker,
    gone: AtomicBool,
    fired: AtomicBool,
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
        self.0.waiting.wake();
        std::mem::forget(self);
    }
}

impl Drop for Trigger {
    fn drop(&mut self) {
        self.0.gone.store(true, SeqCst);
        self.0.waiting.wake();
    }
}

impl Future for Event {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        self.0.waiting.register(cx.waker());
        match self.0.gone.load(SeqCst) {
            false => Poll::Pending,
            true => Poll::Ready(self.0.fired.load(SeqCst)),
        }
    }
}
