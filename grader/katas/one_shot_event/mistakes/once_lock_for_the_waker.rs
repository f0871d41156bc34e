//! Misconception: An event is awaited by one task all its life, so its waker is stored once.
//! Caught by: an_event_can_move_between_tasks
//! Message: Keep the waker of the latest poll, not of the first

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, OnceLock},
    task::{Context, Poll, Waker},
};

#[derive(Default)]
struct Shared {
    answer: Mutex<Option<bool>>,
    waiting: OnceLock<Waker>,
}

pub struct Trigger {
    shared: Arc<Shared>,
}

pub struct Event {
    shared: Arc<Shared>,
}

pub fn event() -> (Trigger, Event) {
    let shared = Arc::<Shared>::default();
    let trigger = Trigger {
        shared: shared.clone(),
    };
    (trigger, Event { shared })
}

impl Trigger {
    pub fn fire(self) {
        self.shared.answer.lock().unwrap().replace(true);
    }
}

impl Drop for Trigger {
    fn drop(&mut self) {
        self.shared.answer.lock().unwrap().get_or_insert(false);
        if let Some(waker) = self.shared.waiting.get() {
            waker.wake_by_ref();
        }
    }
}

impl Future for Event {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        let answer = self.shared.answer.lock().unwrap();
        if let Some(answer) = *answer {
            return Poll::Ready(answer);
        }
        self.shared.waiting.get_or_init(|| cx.waker().clone());
        Poll::Pending
    }
}
