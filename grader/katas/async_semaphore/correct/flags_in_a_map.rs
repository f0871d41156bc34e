//! Who waits stays in a map until it is polled; a flag says that it was given a permit. A future by hand, wakers
//! called under the lock.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::Mutex,
    task::{Context, Poll, Waker},
};

enum Waiter {
    Waits(Waker),
    HasOne,
}

#[derive(Default)]
struct State {
    free: usize,
    tickets: u64,
    waiters: BTreeMap<u64, Waiter>,
}

impl State {
    fn give_back(&mut self) {
        for waiter in self.waiters.values_mut() {
            if let Waiter::Waits(waker) = waiter {
                waker.wake_by_ref();
                *waiter = Waiter::HasOne;
                return;
            }
        }
        self.free += 1;
    }
}

pub struct Semaphore(Mutex<State>);

pub struct Permit<'a>(&'a Semaphore);

struct Acquire<'a> {
    semaphore: &'a Semaphore,
    ticket: Option<u64>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Self(Mutex::new(State {
            free: permits,
            ..State::default()
        }))
    }

    pub async fn acquire(&self) -> Permit<'_> {
        Acquire {
            semaphore: self,
            ticket: None,
        }
        .await
    }

    pub fn free(&self) -> usize {
        self.0.lock().unwrap().free
    }
}

impl<'a> Future for Acquire<'a> {
    type Output = Permit<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit<'a>> {
        let semaphore = self.semaphore;
        let mut state = semaphore.0.lock().unwrap();
        match self.ticket {
            None if state.free > 0 => {
                state.free -= 1;
                return Poll::Ready(Permit(semaphore));
            }
            None => {
                state.tickets += 1;
                self.ticket = Some(state.tickets);
            }
            Some(ticket) => {
                if let Some(Waiter::HasOne) = state.waiters.get(&ticket) {
                    state.waiters.remove(&ticket);
                    self.ticket = None;
                    return Poll::Ready(Permit(semaphore));
                }
            }
        }
        let ticket = state.tickets;
        let ticket = self.ticket.unwrap_or(ticket);
        state
            .waiters
            .insert(ticket, Waiter::Waits(cx.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.semaphore.0.lock().unwrap();
        if let Some(Waiter::HasOne) = state.waiters.remove(&ticket) {
            state.give_back();
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().give_back();
    }
}
