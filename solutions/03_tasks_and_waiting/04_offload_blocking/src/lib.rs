//! Call a slow, blocking function from async code without keeping everybody waiting.

use anyhow::Context as _;
use futures::future::join_all;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

/// Calls `slow` for each input, all at the same time and never on the runtime's thread.
/// The results come in the order of the inputs; a panic of a call is an error.
pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    // A call may outlive this function, so it owns its input and a share of `slow`.
    let slow = Arc::new(slow);
    // Collected first: all calls are on their way before the first is waited for.
    let calls: Vec<JoinHandle<u64>> = inputs
        .into_iter()
        .map(|input| {
            let slow = Arc::clone(&slow);
            spawn_blocking(move || slow(&input))
        })
        .collect();
    // Nobody can stop a call that has begun. So all are waited for, also after a panic: when this
    // function says that it has failed, nothing of it goes on.
    join_all(calls)
        .await
        .into_iter()
        .map(|joined| joined.context("a call did not come to its end"))
        .collect()
}
