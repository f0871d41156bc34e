//! Misconception: A reader may look at the numbers first, as long as it looks at the flag, too.
//! Caught by: a_reader_gets_both_numbers_or_none
//! Message: looked at before them

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::SeqCst};

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
        self.is_there.store(true, SeqCst);
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        let numbers = (self.celsius.load(SeqCst), self.percent.load(SeqCst));
        self.is_there.load(SeqCst).then_some(numbers)
    }
}
