//! Two numbers, from one thread to many readers, who never wait.

use std::sync::atomic::{
    AtomicBool, AtomicI64, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

/// Two numbers that belong together, measured by one thread and read by many.
pub struct Reading {
    celsius: AtomicI64,
    percent: AtomicU64,
    /// Whether both are there.
    is_there: AtomicBool,
}

impl Reading {
    /// Nothing is published yet.
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

    /// Makes both numbers known. Called once.
    pub fn publish(&self, celsius: i64, percent: u64) {
        self.celsius.store(celsius, Relaxed);
        self.percent.store(percent, Relaxed);
        // The flag comes last, and `Release` says so to all processors: whoever loads it with `Acquire` and finds it
        // set finds the numbers, too.
        self.is_there.store(true, Release);
    }

    /// Both numbers, once they are published.
    pub fn read(&self) -> Option<(i64, u64)> {
        // The flag comes first. What order the two numbers are loaded in does not matter: they are not stored again.
        if !self.is_there.load(Acquire) {
            return None;
        }
        Some((self.celsius.load(Relaxed), self.percent.load(Relaxed)))
    }
}
