//! Misconception: Tasks that wait are those of this thread.
//! Caught by: threads_share_it
//! Message: wake the one it goes to

use std::{
    cell::RefCell,
    collections::VecDeque,
    future::poll_fn,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};
pub struct Semaphore {
    state: Mutex<State>,
}

thread_local! {
    static QUEUE: RefCell<VecDeque<Waiter>> = const { RefCell::new(VecDeque::new()) };
}

struct State {
    free: usize,
    next_number: u64,
}

struct Waiter {
    semaphore: usize,
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
    fn address(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }

    fn give_back(&self) {
        let mut state = self.lock();
        let first = QUEUE.with_borrow_mut(|queue| {
            let place = queue
                .iter()
                .position(|other| other.semaphore == self.address())?;
            queue.remove(place)
        });
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
            let semaphore = self.semaphore.address();
            let waiter = Waiter {
                semaphore,
                number,
                waker,
            };
            QUEUE.with_borrow_mut(|queue| queue.push_back(waiter));
            self.number = Some(number);
            return Poll::Pending;
        };
        let semaphore = self.semaphore.address();
        let is_there = QUEUE.with_borrow_mut(|queue| {
            let mut queue = queue.iter_mut();
            let waiter =
                queue.find(|other| other.semaphore == semaphore && other.number == number)?;
            waiter.waker = cx.waker().clone();
            Some(())
        });
        if is_there.is_none() {
            self.number = None;
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let semaphore = self.semaphore.address();
        let left = QUEUE.with_borrow_mut(|queue| {
            let mut all = queue.iter();
            let is_it = |other: &Waiter| other.semaphore == semaphore && other.number == number;
            let place = all.position(is_it)?;
            queue.remove(place)
        });
        if left.is_none() {
            self.semaphore.give_back();
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.give_back();
    }
}
