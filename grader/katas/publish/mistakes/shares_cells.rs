//! Misconception: What one thread writes and others only read needs nothing special.
//! Caught by: does_not_compile
//! Message: cannot be shared between threads

use std::cell::Cell;

pub struct Reading {
    numbers: Cell<Option<(i64, u64)>>,
}

impl Reading {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            numbers: Cell::new(None),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        self.numbers.set(Some((celsius, percent)));
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        self.numbers.get()
    }
}
