//! Misconception: A JoinSet gives the results in the order of spawning.
//! Caught by: results_come_in_the_order_of_the_inputs
//! Message: not to the order in which the calls ended

use std::sync::Arc;
use tokio::task::JoinSet;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(slow);
    let mut calls = JoinSet::new();
    for input in inputs {
        let slow = slow.clone();
        calls.spawn_blocking(move || slow(&input));
    }
    let mut digests = Vec::new();
    while let Some(ended) = calls.join_next().await {
        digests.push(ended?);
    }
    Ok(digests)
}
