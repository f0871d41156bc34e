//! Misconception: Without an await in between, two locks in a row are as good as one.
//! Caught by: no_update_is_lost_between_threads
//! Message: another thread gets in, also without any `.await`

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
        *self
            .inner
            .lock()
            .unwrap()
            .entry(key.to_string())
            .or_default() += n;
        self.get(key)
    }

    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
