//! `OnceLock` does it all.

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
        self.numbers
            .set((celsius, percent))
            .expect("it is published once");
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        self.numbers.get().copied()
    }
}
