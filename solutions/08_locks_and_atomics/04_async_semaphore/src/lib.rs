//! So many at a time: a semaphore, whose waiting blocks no thread.

use std::{
    collections::VecDeque,
    future::poll_fn,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// So many may be inside at the same time. Shared by reference.
pub struct Semaphore {
    state: Mutex<State>,
}

struct State {
    /// Permits that nobody holds and nobody was given. As long as somebody waits there are none.
    free: usize,
    /// Those who wait, the one who has waited longest first.
    queue: VecDeque<Waiter>,
    /// The number that tells the next who waits from all others.
    next_number: u64,
}

struct Waiter {
    number: u64,
    /// The one of the latest poll.
    waker: Waker,
}

/// The right to be inside; dropping it gives it back.
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

/// One call of `acquire`. With a number it waits, or was given a permit that it has not taken yet.
struct Turn<'a> {
    semaphore: &'a Semaphore,
    number: Option<u64>,
}

impl Semaphore {
    /// A semaphore of which so many `permits` can be held at the same time.
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

    /// Waits for a permit.
    pub async fn acquire(&self) -> Permit<'_> {
        let mut turn = Turn {
            semaphore: self,
            number: None,
        };
        poll_fn(|cx| turn.poll(cx)).await;
        Permit { semaphore: self }
    }

    /// How many permits are free.
    pub fn free(&self) -> usize {
        self.lock().free
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A permit has come back: it goes straight to the one who has waited longest.
    fn give_back(&self) {
        let mut state = self.lock();
        let first = state.queue.pop_front();
        if first.is_none() {
            state.free += 1;
        }
        // A waker is somebody else's code: call it when the lock is free.
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
            // Who is not in the queue any more was given a permit.
            self.number = None;
            return Poll::Ready(());
        };
        if !waiter.waker.will_wake(cx.waker()) {
            let old = mem::replace(&mut waiter.waker, cx.waker().clone());
            // Dropping a waker, too, may run somebody else's code.
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
        let left = place.map(|place| state.queue.remove(place));
        drop(state);
        if left.is_none() {
            // It was given a permit that it will never take.
            self.semaphore.give_back();
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.give_back();
    }
}
