//! Misconception: The order of waking and answering does not matter.
//! Caught by: the_answer_comes_before_the_wake
//! Message: set the answer first, then wake

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
        let waiting = self.shared.lock().unwrap().waiting.take();
        if let Some(waker) = waiting {
            waker.wake();
        }
        self.shared.lock().unwrap().answer.get_or_insert(answer);
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
