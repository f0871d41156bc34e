//! Misconception: A total that was read before the await is good enough to be returned.
//! Caught by: no_update_is_lost
//! Message: right after its own amount was added

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
        let before = self.get(key);
        let amount = amount.await;
        *self
            .inner
            .lock()
            .unwrap()
            .entry(key.to_string())
            .or_default() += amount;
        before + amount
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
