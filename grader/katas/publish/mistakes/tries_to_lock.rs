//! Misconception: If `try_lock` fails, nothing is there yet.
//! Caught by: all_readers_get_what_was_published_before
//! Message: as `try_lock` does

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
        self.numbers.try_lock().ok().and_then(|numbers| *numbers)
    }
}
