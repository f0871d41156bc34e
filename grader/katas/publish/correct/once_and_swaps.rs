//! A `Once` says that the numbers are there; loads are made by methods that could also write.

use std::sync::{
    Once,
    atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
};

pub struct Reading {
    celsius: AtomicI64,
    percent: AtomicU64,
    published: Once,
}

impl Reading {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            celsius: AtomicI64::new(i64::MIN),
            percent: AtomicU64::new(u64::MAX),
            published: Once::new(),
        }
    }

    pub fn publish(&self, celsius: i64, percent: u64) {
        self.published.call_once(|| {
            self.celsius.swap(celsius, Relaxed);
            self.percent.swap(percent, Relaxed);
        });
    }

    pub fn read(&self) -> Option<(i64, u64)> {
        if !self.published.is_completed() {
            return None;
        }
        Some((
            self.celsius.fetch_add(0, Relaxed),
            self.percent.fetch_or(0, Relaxed),
        ))
    }
}
