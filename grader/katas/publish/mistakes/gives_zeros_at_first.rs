//! Misconception: Before anything is measured the numbers are zero.
//! Caught by: nothing_is_there_at_first
//! Message: there is nothing to give, not even zeros

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
        Some(self.numbers.get().copied().unwrap_or_default())
    }
}
