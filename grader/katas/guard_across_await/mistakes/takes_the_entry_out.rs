//! Misconception: An entry that is taken out of the map is safe from others while one waits.
//! Caught by: get_does_not_wait_for_an_add
//! Message: do not touch the map before the `.await`

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
        let before = self.inner.lock().unwrap().remove(key).unwrap_or(0);
        let amount = amount.await;
        let mut totals = self.inner.lock().unwrap();
        let total = totals.entry(key.to_string()).or_default();
        *total += before + amount;
        *total
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
