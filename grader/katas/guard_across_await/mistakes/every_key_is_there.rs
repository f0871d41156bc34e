//! Misconception: Every key that somebody asks for is in the map.
//! Caught by: get_does_not_wait_for_an_add
//! Message: A key that nobody added to is at 0

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
        let n = amount.await;
        let mut guard = self.inner.lock().unwrap();
        let total = guard.entry(key.to_string()).or_default();
        *total += n;
        *total
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap()[key]
    }
}
