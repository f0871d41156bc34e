//! Misconception: Async code runs on one thread, so a RefCell will do.
//! Caught by: the_future_of_add_can_be_spawned
//! Message: cannot be shared between threads

use std::{cell::RefCell, collections::HashMap, future::Future};

#[derive(Default)]
pub struct Totals {
    inner: RefCell<HashMap<String, u64>>,
}

impl Totals {
    pub fn new() -> Self {
        Self::default()
    }

    pub async fn add<F>(&self, key: &str, amount: F) -> u64
    where
        F: Future<Output = u64>,
    {
        let amount = amount.await;
        let mut totals = self.inner.borrow_mut();
        let total = totals.entry(key.to_string()).or_default();
        *total += amount;
        *total
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.borrow().get(key).copied().unwrap_or(0)
    }
}
