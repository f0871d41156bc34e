//! Misconception: The event is polled before it is fired.
//! Caught by: fired_before_the_first_poll
//! Message: the answer itself must be kept

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
};
#[derive(Default)]
struct Shared {
    answer: Option<bool>,
    waiting: Option<Waker>,
}
pub struct Trigger {
    shared: Arc<Mutex<Shared>>,
}
pub struct Event {
    shared: Arc<Mutex<Shared>>,
}
pub fn event() -> (Trigger, Event) {
    let shared = Arc::<Mutex<Shared>>::default();
    let trigger = Trigger {
        shared: shared.clone(),
    };
    (trigger, Event { shared })
}

impl Trigger {
    pub fn fire(self) {
        self.answer(true);
    }

    fn answer(&self, answer: bool) {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = shared.waiting.take();
        if waiting.is_some() {
            shared.answer.get_or_insert(answer);
        }
        drop(shared);
        if let Some(waker) = waiting {
            waker.wake();
        }
    }
}

impl Drop for Trigger {
    fn drop(&mut self) {
        self.answer(false);
    }
}

impl Future for Event {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        match shared.answer {
            Some(answer) => Poll::Ready(answer),
            None => {
                shared.waiting = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}
