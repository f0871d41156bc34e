//! A thread of its own for each call, and a oneshot channel for its result.

use anyhow::Context as _;
use futures::{StreamExt as _, TryStreamExt as _, stream::FuturesOrdered};
use std::{sync::Arc, thread};
use tokio::sync::oneshot;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(slow);
    let mut results = FuturesOrdered::new();
    for input in inputs {
        let (sender, receiver) = oneshot::channel();
        let slow = slow.clone();
        // A panic drops the sender, which the receiver reports.
        thread::Builder::new().spawn(move || sender.send(slow(&input)))?;
        results.push_back(receiver);
    }
    results
        .map(|result| result.context("a call panicked"))
        .try_collect()
        .await
}
