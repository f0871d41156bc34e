//! Misconception: If the lock is taken there is nothing to see, so the value is 0.
//! Caught by: get_does_not_wait_for_an_add
//! Message: until the amount is there, the total stays as it was

use std::{collections::HashMap, future::Future};
use tokio::sync::Mutex;

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
        let mut totals = self.inner.lock().await;
        let amount = amount.await;
        let total = totals.entry(key.to_string()).or_default();
        *total += amount;
        *total
    }

    pub fn get(&self, key: &str) -> u64 {
        let totals = self.inner.try_lock();
        totals
            .ok()
            .and_then(|totals| totals.get(key).copied())
            .unwrap_or(0)
    }
}
