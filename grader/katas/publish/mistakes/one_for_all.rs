//! Misconception: There is one station, so its numbers can be `static`.
//! Caught by: each_reading_has_its_own_numbers
//! Message: Each `Reading` has its own numbers

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering::SeqCst};

static CELSIUS: AtomicI64 = AtomicI64::new(0);
static PERCENT: AtomicU64 = AtomicU64::new(0);
static LATEST: AtomicUsize = AtomicUsize::new(0);
static NUMBER: Mutex<usize> = Mutex::new(0);

pub struct Reading {
    number: usize,
}

impl Reading {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        let mut number = NUMBER.lock().unwrap();
        *number += 1;
        Self { number: *number }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        CELSIUS.store(celsius, SeqCst);
        PERCENT.store(percent, SeqCst);
        LATEST.store(self.number, SeqCst);
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        let is_there = LATEST.load(SeqCst) == self.number;
        is_there.then(|| (CELSIUS.load(SeqCst), PERCENT.load(SeqCst)))
    }
}
