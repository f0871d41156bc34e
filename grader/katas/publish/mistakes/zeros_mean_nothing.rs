//! Misconception: Nobody measures zero, so it can mean that nothing is there.
//! Caught by: the_numbers_are_given_exactly
//! Message: none of them can mean "nothing is there"

use std::sync::atomic::{
    AtomicI64, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

pub struct Reading {
    celsius: AtomicI64,
    percent: AtomicU64,
}

impl Reading {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            celsius: AtomicI64::new(0),
            percent: AtomicU64::new(0),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        self.celsius.store(celsius, Relaxed);
        self.percent.store(percent, Release);
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        let percent = self.percent.load(Acquire);
        (percent != 0).then(|| (self.celsius.load(Relaxed), percent))
    }
}
