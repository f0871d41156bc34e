//! Misconception: Adding 0 changes nothing, so nothing needs to be done.
//! Caught by: no_update_is_lost
//! Message: total right after its own amount was added

use std::{collections::HashMap, future::Future, sync::Mutex};

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
        let amount = amount.await;
        if amount == 0 {
            return 0;
        }
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
