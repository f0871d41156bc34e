//! Misconception: An atomic that was changed still has the value that one gave it.
//! Caught by: no_update_is_lost_between_threads
//! Message: between two steps of an atomic

use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Arc, RwLock,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
};

#[derive(Default)]
pub struct Totals {
    numbers: RwLock<HashMap<String, Arc<AtomicU64>>>,
}

impl Totals {
    pub fn new() -> Self {
        Self::default()
    }

    fn number(&self, key: &str) -> Arc<AtomicU64> {
        if let Some(number) = self.numbers.read().unwrap().get(key) {
            return number.clone();
        }
        self.numbers
            .write()
            .unwrap()
            .entry(key.to_string())
            .or_default()
            .clone()
    }

    pub async fn add<F>(&self, key: &str, amount: F) -> u64
    where
        F: Future<Output = u64>,
    {
        let number = self.number(key);
        let amount = amount.await;
        number.fetch_add(amount, SeqCst);
        number.load(SeqCst)
    }

    pub fn get(&self, key: &str) -> u64 {
        self.number(key).load(SeqCst)
    }
}
