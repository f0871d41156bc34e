//! Misconception: Going round until the writer is done is not waiting.
//! Caught by: a_reader_waits_for_nobody
//! Message: must not wait for anybody

use std::{
    hint::spin_loop,
    sync::atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering::SeqCst},
};

const EMPTY: u8 = 0;
const BEING_WRITTEN: u8 = 1;
const FULL: u8 = 2;

pub struct Reading {
    celsius: AtomicI64,
    percent: AtomicU64,
    state: AtomicU8,
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
            state: AtomicU8::new(EMPTY),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        self.state.store(BEING_WRITTEN, SeqCst);
        self.celsius.store(celsius, SeqCst);
        self.percent.store(percent, SeqCst);
        self.state.store(FULL, SeqCst);
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        while self.state.load(SeqCst) == BEING_WRITTEN {
            spin_loop();
        }
        let is_there = self.state.load(SeqCst) == FULL;
        is_there.then(|| (self.celsius.load(SeqCst), self.percent.load(SeqCst)))
    }
}
