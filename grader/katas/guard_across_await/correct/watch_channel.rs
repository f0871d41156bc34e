//! The map lives in a watch channel, which is changed in place; `then` instead of an async body.

use futures::FutureExt as _;
use std::{collections::HashMap, future::Future};
use tokio::sync::watch;

#[derive(Default)]
pub struct Totals {
    all: watch::Sender<HashMap<String, u64>>,
}

impl Totals {
    pub fn new() -> Self {
        Self::default()
    }

    pub async fn add<F>(&self, key: &str, amount: F) -> u64
    where
        F: Future<Output = u64>,
    {
        let added = amount.map(|amount| {
            let mut new_total = 0;
            self.all.send_modify(|totals| {
                let total = totals.entry(key.to_string()).or_default();
                *total += amount;
                new_total = *total;
            });
            new_total
        });
        added.await
    }

    pub fn get(&self, key: &str) -> u64 {
        self.all.borrow().get(key).copied().unwrap_or(0)
    }
}
