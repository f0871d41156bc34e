//! Misconception: After `drop(guard)` the future does not keep the guard any more.
//! Caught by: the_future_of_add_can_be_spawned
//! Message: `drop(guard)` is not enough

use std::{collections::HashMap, future::Future, sync::Mutex};

#[derive(Default)]
pub struct Totals {
    inner: Mutex<HashMap<String, u64>>,
}

impl Totals {
    pub fn new() -> Self {
        Self::default()
    }

    pub async fn add<F>(&self, key: &str, amount: F) -> u64
    where
        F: Future<Output = u64>,
    {
        let mut totals = self.inner.lock().unwrap();
        totals.entry(key.to_string()).or_default();
        drop(totals);
        let amount = amount.await;
        let mut totals = self.inner.lock().unwrap();
        let total = totals.entry(key.to_string()).or_default();
        *total += amount;
        *total
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
