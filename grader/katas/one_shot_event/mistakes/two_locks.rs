//! Misconception: What is locked twice is locked all the time.
//! Caught by: no_wake_is_lost_between_threads
//! Message: Do both under one lock

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};
#[derive(Default)]
struct Shared {
    waiting: Mutex<Option<Waker>>,
    answer: Mutex<Option<bool>>,
}
pub struct Trigger(Arc<Shared>);
pub struct Event(Arc<Shared>);
pub fn event() -> (Trigger, Event) {
    let shared = Arc::<Shared>::default();
    (Trigger(shared.clone()), Event(shared))
}
impl Trigger {
    pub fn fire(self) {
        *self.0.answer.lock().unwrap() = Some(true);
    }
}
impl Drop for Trigger {
    fn drop(&mut self) {
        self.0.answer.lock().unwrap().get_or_insert(false);
        if let Some(w) = self.0.waiting.lock().unwrap().take() {
            w.wake();
        }
    }
}
impl Future for Event {
    type Output = bool;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        let waker = cx.waker().clone();
        if let Some(a) = *self.0.answer.lock().unwrap() {
            return Poll::Ready(a);
        }
        *self.0.waiting.lock().unwrap() = Some(waker);
        Poll::Pending
    }
}
