//! Misconception: A call that panicked gave nothing, and nothing is 0.
//! Caught by: a_panic_becomes_an_error
//! Message: put another value in its place

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
    let mut digests = Vec::new();
    for call in calls {
        digests.push(call.await.unwrap_or_default());
    }
    Ok(digests)
}
