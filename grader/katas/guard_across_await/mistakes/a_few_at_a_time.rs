//! Misconception: So many adds at once need a limit.
//! Caught by: different_keys_are_independent
//! Message: had to wait for the first one

use std::{collections::HashMap, future::Future, sync::Mutex};

static PLACES: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(64);

/// A number for every key, 0 at first.
#[derive(Default)]
pub struct Totals {
    // A std mutex, although this is async code: it is held for a few instructions and never across
    // an `.await`, so that nobody waits for it long enough to matter. That is also why `get` does
    // not have to be async.
    inner: Mutex<HashMap<String, u64>>,
}

impl Totals {
    /// All totals are 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits for `amount`, adds it to the total of `key`, and gives the new total.
    pub async fn add<F>(&self, key: &str, amount: F) -> u64
    where
        F: Future<Output = u64>,
    {
        // The slow part comes first, and nothing is locked meanwhile.
        let place = PLACES.acquire().await.unwrap();
        let amount = amount.await;
        drop(place);
        // Reading and writing happen under one guard: nobody gets in between. The guard goes with
        // the function's end, and there is no `.await` up to there.
        let mut totals = self.inner.lock().unwrap();
        let total = totals.entry(key.to_string()).or_default();
        *total += amount;
        *total
    }

    /// The total of `key` at this moment.
    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
