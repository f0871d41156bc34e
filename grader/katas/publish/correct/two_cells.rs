//! Each number in a cell of its own; the flag that is set last is the second cell.

use std::sync::OnceLock;

pub struct Reading {
    celsius: OnceLock<i64>,
    percent: OnceLock<u64>,
}

impl Reading {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            celsius: OnceLock::new(),
            percent: OnceLock::new(),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        self.celsius.get_or_init(|| celsius);
        self.percent.get_or_init(|| percent);
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        Some((*self.celsius.get()?, *self.percent.get()?))
    }
}
