//! Misconception: Who is in the queue now is still there a moment later.
//! Caught by: one_gives_up_as_a_permit_comes_back
//! Message: find out which, and do it, under one lock

use std::{
    collections::VecDeque,
    future::poll_fn,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};
pub struct Semaphore {
    state: Mutex<State>,
}

struct State {
    free: usize,
    queue: VecDeque<Waiter>,
    next_number: u64,
}

struct Waiter {
    number: u64,
    waker: Waker,
}
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}
struct Turn<'a> {
    semaphore: &'a Semaphore,
    number: Option<u64>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let state = State {
            free: permits,
            queue: VecDeque::new(),
            next_number: 0,
        };
        Self {
            state: Mutex::new(state),
        }
    }
    pub async fn acquire(&self) -> Permit<'_> {
        let mut turn = Turn {
            semaphore: self,
            number: None,
        };
        poll_fn(|cx| turn.poll(cx)).await;
        Permit { semaphore: self }
    }
    pub fn free(&self) -> usize {
        self.lock().free
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn give_back(&self) {
        let mut state = self.lock();
        let first = state.queue.pop_front();
        if first.is_none() {
            state.free += 1;
        }
        drop(state);
        if let Some(first) = first {
            first.waker.wake();
        }
    }
}

impl Turn<'_> {
    fn poll(&mut self, cx: &Context<'_>) -> Poll<()> {
        let mut state = self.semaphore.lock();
        let Some(number) = self.number else {
            if state.free > 0 {
                state.free -= 1;
                return Poll::Ready(());
            }
            let number = state.next_number;
            state.next_number += 1;
            let waker = cx.waker().clone();
            state.queue.push_back(Waiter { number, waker });
            self.number = Some(number);
            return Poll::Pending;
        };
        let Some(waiter) = state.queue.iter_mut().find(|other| other.number == number) else {
            self.number = None;
            return Poll::Ready(());
        };
        if !waiter.waker.will_wake(cx.waker()) {
            let old = mem::replace(&mut waiter.waker, cx.waker().clone());
            drop(state);
            drop(old);
        }
        Poll::Pending
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let mut state = self.semaphore.lock();
        let place = state.queue.iter().position(|other| other.number == number);
        drop(state);
        if place.is_none() {
            return self.semaphore.give_back();
        }
        let mut state = self.semaphore.lock();
        state.queue.retain(|other| other.number != number);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.give_back();
    }
}
