//! Misconception: There is always a first result.
//! Caught by: results_come_in_the_order_of_the_inputs
//! Message: With nothing to do

use anyhow::Context as _;
use std::sync::Arc;
use tokio::task::spawn_blocking;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(slow);
    let calls: Vec<_> = inputs
        .into_iter()
        .map(|input| {
            let slow = slow.clone();
            spawn_blocking(move || slow(&input))
        })
        .collect();
    let mut calls = calls.into_iter();
    let first = calls.next().context("there is no input")?.await?;
    let mut digests = vec![first];
    for call in calls {
        digests.push(call.await?);
    }
    Ok(digests)
}
