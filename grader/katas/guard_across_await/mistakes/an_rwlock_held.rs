//! Misconception: A lock with many readers is free to be read while it is written.
//! Caught by: get_does_not_wait_for_an_add
//! Message: The thread is blocked

use std::{collections::HashMap, future::Future, sync::RwLock};

#[derive(Default)]
pub struct Totals {
    inner: RwLock<HashMap<String, u64>>,
}

impl Totals {
    pub fn new() -> Self {
        Self::default()
    }

    pub async fn add<F>(&self, key: &str, amount: F) -> u64
    where
        F: Future<Output = u64>,
    {
        let mut totals = self.inner.write().unwrap();
        let amount = amount.await;
        let total = totals.entry(key.to_string()).or_default();
        *total += amount;
        *total
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.read().unwrap().get(key).copied().unwrap_or(0)
    }
}
