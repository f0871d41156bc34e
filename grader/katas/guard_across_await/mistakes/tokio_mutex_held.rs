//! Misconception: With a tokio mutex, a guard may be kept for as long as one likes.
//! Caught by: two_adds_to_one_key_overlap
//! Message: the second `add` had to wait for the first one

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
        self.inner.blocking_lock().get(key).copied().unwrap_or(0)
    }
}
