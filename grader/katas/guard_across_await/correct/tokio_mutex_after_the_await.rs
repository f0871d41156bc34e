//! A tokio mutex that is taken after the await, so that `get` always finds it free.

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
        let amount = amount.await;
        let mut totals = self.inner.lock().await;
        let total = totals.entry(key.to_string()).or_default();
        *total += amount;
        *total
    }

    pub fn get(&self, key: &str) -> u64 {
        loop {
            if let Ok(totals) = self.inner.try_lock() {
                return totals.get(key).copied().unwrap_or(0);
            }
            std::hint::spin_loop();
        }
    }
}
