//! Totals that many futures add to. It compiles, and it hangs: find out who holds the lock, and for
//! how long.

use std::{collections::HashMap, future::Future, sync::Mutex};

/// A number for every key, 0 at first.
#[derive(Default)]
pub struct Totals {
    inner: Mutex<HashMap<String, u64>>,
}

impl Totals {
    /// All totals are 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits for `amount`, adds it to the total of `key`, and gives the new total.
    #[expect(
        clippy::await_holding_lock,
        reason = "this is the mistake to repair; delete this attribute when you have done so"
    )]
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

    /// The total of `key` at this moment.
    pub fn get(&self, key: &str) -> u64 {
        self.inner.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}
