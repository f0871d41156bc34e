//! Misconception: What is thread-local is shared by all threads of the program.
//! Caught by: other_threads_get_them
//! Message: and not in the thread

use std::{
    cell::RefCell,
    collections::HashMap,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

thread_local! {
    static NUMBERS: RefCell<HashMap<usize, (i64, u64)>> = RefCell::default();
}

static READINGS: AtomicUsize = AtomicUsize::new(0);

pub struct Reading {
    name: usize,
}

impl Reading {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            name: READINGS.fetch_add(1, Relaxed),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        NUMBERS.with_borrow_mut(|all| all.insert(self.name, (celsius, percent)));
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        NUMBERS.with_borrow(|all| all.get(&self.name).copied())
    }
}
