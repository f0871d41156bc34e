//! Misconception: A lock for every key is fine enough to be held across an await.
//! Caught by: two_adds_to_one_key_overlap
//! Message: the second `add` had to wait for the first one

use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
};

#[derive(Default)]
struct Entry {
    one_at_a_time: tokio::sync::Mutex<()>,
    total: AtomicU64,
}

#[derive(Default)]
pub struct Totals {
    entries: Mutex<HashMap<String, Arc<Entry>>>,
}

impl Totals {
    pub fn new() -> Self {
        Self::default()
    }

    pub async fn add<F>(&self, key: &str, amount: F) -> u64
    where
        F: Future<Output = u64>,
    {
        let entry = self
            .entries
            .lock()
            .unwrap()
            .entry(key.to_string())
            .or_default()
            .clone();
        let _turn = entry.one_at_a_time.lock().await;
        let total = entry.total.load(SeqCst) + amount.await;
        entry.total.store(total, SeqCst);
        total
    }

    pub fn get(&self, key: &str) -> u64 {
        let entries = self.entries.lock().unwrap();
        entries.get(key).map_or(0, |entry| entry.total.load(SeqCst))
    }
}
