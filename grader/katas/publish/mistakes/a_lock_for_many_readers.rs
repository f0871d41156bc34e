//! Misconception: With a lock that lets in many readers, readers wait for nobody.
//! Caught by: a_reader_waits_for_nobody
//! Message: must not wait for anybody

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
        *self.numbers.read().unwrap()
    }
}
