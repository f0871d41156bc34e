//! Misconception: The guard in the head of a `match` is gone as soon as the arm begins.
//! Caught by: get_does_not_wait_for_an_add
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
        let total = match self.inner.lock().unwrap().get(key).copied() {
            Some(total) => total + amount.await,
            None => amount.await,
        };
        self.inner.lock().unwrap().insert(key.to_string(), total);
        total
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
