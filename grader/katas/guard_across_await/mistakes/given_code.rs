//! Misconception: A lock stops only those who want the same key, so nobody is in the way.
//! Caught by: different_keys_are_independent
//! Message: The thread is blocked

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
        let mut g = self.inner.lock().unwrap();
        let n = amount.await;
        let e = g.entry(key.to_string()).or_default();
        *e += n;
        *e
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
