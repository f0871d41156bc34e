//! One enum under one lock, wakers of all polls kept, woken while the lock is held, fires by `take`.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

enum State {
    Waiting(Vec<Waker>),
    Over(bool),
}

type Shared = Arc<Mutex<State>>;

pub struct Trigger(Option<Shared>);

pub struct Event(Shared);

pub fn event() -> (Trigger, Event) {
    let shared = Arc::new(Mutex::new(State::Waiting(Vec::new())));
    (Trigger(Some(shared.clone())), Event(shared))
}

fn end(shared: &Shared, fired: bool) {
    let mut state = shared.lock().unwrap();
    if let State::Waiting(wakers) = std::mem::replace(&mut *state, State::Over(fired)) {
        wakers.iter().for_each(Waker::wake_by_ref);
    }
}

impl Trigger {
    pub fn fire(mut self) {
        if let Some(shared) = self.0.take() {
            end(&shared, true);
        }
    }
}

impl Drop for Trigger {
    fn drop(&mut self) {
        if let Some(shared) = self.0.take() {
            end(&shared, false);
        }
    }
}

impl Future for Event {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        match &mut *self.0.lock().unwrap() {
            State::Over(fired) => Poll::Ready(*fired),
            State::Waiting(wakers) => {
                wakers.push(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}
