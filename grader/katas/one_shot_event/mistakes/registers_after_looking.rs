//! Misconception: An AtomicWaker makes every order right.
//! Caught by: no_wake_is_lost_between_threads
//! Message: A wake was lost

use futures::task::AtomicWaker;
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

#[derive(Default)]
struct Shared {
    waiting: AtomicWaker,
    answer: AtomicU8,
}
pub struct Trigger(Arc<Shared>);
pub struct Event(Arc<Shared>);

pub fn event() -> (Trigger, Event) {
    let shared = Arc::<Shared>::default();
    (Trigger(shared.clone()), Event(shared))
}

impl Trigger {
    pub fn fire(self) {
        self.0.answer.store(1, SeqCst);
    }
}

impl Drop for Trigger {
    fn drop(&mut self) {
        let _ = self.0.answer.compare_exchange(0, 2, SeqCst, SeqCst);
        self.0.waiting.wake();
    }
}

impl Future for Event {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        match self.0.answer.load(SeqCst) {
            0 => {
                self.0.waiting.register(cx.waker());
                Poll::Pending
            }
            answer => Poll::Ready(answer == 1),
        }
    }
}
