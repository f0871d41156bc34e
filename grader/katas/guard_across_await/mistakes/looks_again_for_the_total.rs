//! Misconception: The total is still mine when I look again.
//! Caught by: no_update_is_lost
//! Message: you see what others have added

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
        {
            let mut guard = self.inner.lock().unwrap();
            *guard.entry(key.to_string()).or_default() += n;
        }
        tokio::task::yield_now().await;
        self.get(key)
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
