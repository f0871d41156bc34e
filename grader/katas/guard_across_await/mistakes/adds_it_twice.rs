//! Misconception: Making the entry with the amount in it does not count as adding it.
//! Caught by: no_update_is_lost
//! Message: each amount counts once

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
        let amount = amount.await;
        let mut totals = self.inner.lock().unwrap();
        let total = totals.entry(key.to_string()).or_insert(amount);
        *total += amount;
        *total
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
