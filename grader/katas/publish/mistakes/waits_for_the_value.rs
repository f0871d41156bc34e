//! Misconception: `OnceLock::wait` is the way to a value that comes once.
//! Caught by: a_reader_waits_for_nobody
//! Message: must not wait for anybody

use std::sync::OnceLock;

pub struct Reading {
    numbers: OnceLock<(i64, u64)>,
}

impl Reading {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            numbers: OnceLock::new(),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        let _ = self.numbers.set((celsius, percent));
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        Some(*self.numbers.wait())
    }
}
