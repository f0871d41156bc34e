//! An event that happens once: a future written by hand.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
};

/// What a trigger and its event share.
#[derive(Default)]
struct Shared {
    /// The answer, once there is one.
    answer: Option<bool>,
    /// Who asked last, and is waiting for it.
    waiting: Option<Waker>,
}

/// Makes its [`Event`] happen. Dropped unfired, it makes it known that nothing will happen any more.
pub struct Trigger {
    shared: Arc<Mutex<Shared>>,
}

/// Waits for its [`Trigger`]: true when it was fired, false when it was dropped without that.
pub struct Event {
    shared: Arc<Mutex<Shared>>,
}

/// A trigger and the event that it fires.
pub fn event() -> (Trigger, Event) {
    let shared = Arc::<Mutex<Shared>>::default();
    let trigger = Trigger {
        shared: shared.clone(),
    };
    (trigger, Event { shared })
}

impl Trigger {
    /// Lets the event happen.
    pub fn fire(self) {
        // `self` is dropped at the end of this function, and `drop` answers too: the first counts.
        self.answer(true);
    }

    fn answer(&self, answer: bool) {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.answer.get_or_insert(answer);
        let waiting = shared.waiting.take();
        // A waker is somebody else's code: call it when the answer is in place and the lock is free.
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
        // One lock around looking and storing: no answer can come in between.
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        match shared.answer {
            Some(answer) => Poll::Ready(answer),
            None => {
                let latest = cx.waker();
                // It is hardly ever another one than last time, and then there is nothing to do.
                let known = shared.waiting.as_ref();
                if !known.is_some_and(|waker| waker.will_wake(latest)) {
                    let old = shared.waiting.replace(latest.clone());
                    // Dropping a waker, too, may run somebody else's code.
                    drop(shared);
                    drop(old);
                }
                Poll::Pending
            }
        }
    }
}
