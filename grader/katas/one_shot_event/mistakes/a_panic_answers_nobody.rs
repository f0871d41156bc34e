//! Misconception: When a thread panics there is nothing left to answer.
//! Caught by: a_dropped_trigger_wakes_and_gives_false
//! Message: does the same whether its thread panics or not

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
        shared.answer.get_or_insert(answer);
        let waiting = shared.waiting.take();
        drop(shared);
        if let Some(waker) = waiting {
            waker.wake();
        }
    }
}

impl Drop for Trigger {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.answer(false);
        }
    }
}

impl Future for Event {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        match shared.answer {
            Some(answer) => Poll::Ready(answer),
            None => {
                let latest = cx.waker();
                let known = shared.waiting.as_ref();
                if !known.is_some_and(|waker| waker.will_wake(latest)) {
                    let old = shared.waiting.replace(latest.clone());
                    drop(shared);
                    drop(old);
                }
                Poll::Pending
            }
        }
    }
}
