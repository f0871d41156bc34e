//! Misconception: Numbers with the strongest ordering need no ordering of the flag.
//! Caught by: the_orderings_are_strong_enough
//! Message: One of the two alone promises nothing

use std::sync::atomic::{
    AtomicBool, AtomicI64, AtomicU64,
    Ordering::{Relaxed, SeqCst},
};

pub struct Reading {
    celsius: AtomicI64,
    percent: AtomicU64,
    is_there: AtomicBool,
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
            is_there: AtomicBool::new(false),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        self.celsius.store(celsius, SeqCst);
        self.percent.store(percent, SeqCst);
        self.is_there.store(true, Relaxed);
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        if !self.is_there.load(Relaxed) {
            return None;
        }
        Some((self.celsius.load(SeqCst), self.percent.load(SeqCst)))
    }
}
