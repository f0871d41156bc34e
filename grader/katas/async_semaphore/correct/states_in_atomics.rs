//! Each that waits has a state in an atomic and an `AtomicWaker`; those who gave up stay in the queue and are passed
//! over.

use futures::task::AtomicWaker;
use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU8, Ordering::SeqCst},
    },
    task::Poll,
};

const WAITS: u8 = 0;
const HAS_ONE: u8 = 1;
const LEFT: u8 = 2;

#[derive(Default)]
struct Waiter {
    state: AtomicU8,
    waker: AtomicWaker,
}

struct Line {
    free: usize,
    waiters: VecDeque<Arc<Waiter>>,
}

pub struct Semaphore {
    line: Mutex<Line>,
}

pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

struct Place<'a> {
    semaphore: &'a Semaphore,
    waiter: Arc<Waiter>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let line = Mutex::new(Line {
            free: permits,
            waiters: VecDeque::new(),
        });
        Self { line }
    }

    pub async fn acquire(&self) -> Permit<'_> {
        if let Some(place) = self.join() {
            let waiter = place.waiter.clone();
            poll_fn(|cx| {
                waiter.waker.register(cx.waker());
                match waiter.state.load(SeqCst) {
                    HAS_ONE => Poll::Ready(()),
                    _ => Poll::Pending,
                }
            })
            .await;
            std::mem::forget(place);
        }
        Permit { semaphore: self }
    }

    fn join(&self) -> Option<Place<'_>> {
        let mut line = self.line.lock().unwrap();
        if line.free > 0 {
            line.free -= 1;
            return None;
        }
        let waiter = Arc::<Waiter>::default();
        line.waiters.push_back(waiter.clone());
        Some(Place {
            semaphore: self,
            waiter,
        })
    }

    pub fn free(&self) -> usize {
        self.line.lock().unwrap().free
    }

    fn give_back(&self) {
        let mut line = self.line.lock().unwrap();
        while let Some(first) = line.waiters.pop_front() {
            let given = first.state.compare_exchange(WAITS, HAS_ONE, SeqCst, SeqCst);
            if given.is_ok() {
                drop(line);
                return first.waker.wake();
            }
        }
        line.free += 1;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.waiter.state.swap(LEFT, SeqCst) == HAS_ONE {
            self.semaphore.give_back();
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.give_back();
    }
}
