//! Misconception: What was read before an await is still true after it.
//! Caught by: no_update_is_lost
//! Message: what was read before the `.await` is old afterwards

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
        let total = before + amount.await;
        self.inner.lock().unwrap().insert(key.to_string(), total);
        total
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
