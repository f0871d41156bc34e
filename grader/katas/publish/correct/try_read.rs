//! A lock that `read` never waits for: it fails only while `publish` has it, and then nothing is there yet.

use std::sync::RwLock;

pub struct Reading {
    numbers: RwLock<Option<(i64, u64)>>,
}

impl Reading {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            numbers: RwLock::new(None),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        *self.numbers.write().unwrap() = Some((celsius, percent));
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        *self.numbers.try_read().ok()?
    }
}
