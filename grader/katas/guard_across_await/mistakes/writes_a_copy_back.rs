//! Misconception: Working on a copy of the map and writing it back disturbs nobody.
//! Caught by: different_keys_are_independent
//! Message: it undoes what others wrote meanwhile

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
        let mut copy = self.inner.lock().unwrap().clone();
        let amount = amount.await;
        let total = copy.entry(key.to_string()).or_default();
        *total += amount;
        let total = *total;
        *self.inner.lock().unwrap() = copy;
        total
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
