//! Misconception: A lock that is held for a moment only keeps nobody waiting.
//! Caught by: a_reader_waits_for_nobody
//! Message: must not wait for anybody

use std::sync::Mutex;

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
        *self.numbers.lock().unwrap()
    }
}
