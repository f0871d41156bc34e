//! Misconception: Temperatures and percents are small, so both fit into one atomic.
//! Caught by: the_numbers_are_given_exactly
//! Message: none is cut to fewer bits

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

pub struct Reading {
    both: AtomicU64,
    is_there: AtomicBool,
}

impl Reading {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            both: AtomicU64::new(0),
            is_there: AtomicBool::new(false),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        let both = (u64::from(celsius as i32 as u32) << 32) | u64::from(percent as u32);
        self.both.store(both, SeqCst);
        self.is_there.store(true, SeqCst);
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        if !self.is_there.load(SeqCst) {
            return None;
        }
        let both = self.both.load(SeqCst);
        let celsius = (both >> 32) as u32 as i32;
        Some((i64::from(celsius), u64::from(both as u32)))
    }
}
