//! Reads before the await in a block of its own, and looks again before it writes.

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
        let before = {
            let totals = self.inner.lock().unwrap();
            totals.get(key).copied()
        };
        let amount = amount.await;
        let total = {
            let mut totals = self.inner.lock().unwrap();
            let now = totals.get(key).copied();
            // Somebody else was quicker: what counts is what is there now.
            let base = if now == before { before } else { now };
            let total = base.unwrap_or(0) + amount;
            totals.insert(key.to_string(), total);
            total
        };
        tokio::task::yield_now().await;
        total
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
