//! Misconception: What was read need not be kept.
//! Caught by: the_numbers_are_given_exactly
//! Message: as often as it is called

use std::sync::{Mutex, TryLockError};

pub struct Reading {
    numbers: Mutex<Option<(i64, u64)>>,
}

impl Reading {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            numbers: Mutex::new(None),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        *self.numbers.lock().unwrap() = Some((celsius, percent));
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        match self.numbers.try_lock() {
            Ok(mut numbers) => numbers.take(),
            Err(TryLockError::WouldBlock | TryLockError::Poisoned(_)) => None,
        }
    }
}
