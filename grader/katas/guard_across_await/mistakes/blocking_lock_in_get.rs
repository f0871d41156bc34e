//! Misconception: Taking a tokio lock by blocking is what synchronous code does, also inside a runtime.
//! Caught by: get_does_not_wait_for_an_add
//! Message: cannot be had meanwhile, not even by force

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
