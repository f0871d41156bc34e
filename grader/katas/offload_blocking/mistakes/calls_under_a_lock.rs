//! Misconception: What threads share must be locked while it is used.
//! Caught by: all_calls_run_at_the_same_time
//! Message: one after the other

use std::sync::{Arc, Mutex};
use tokio::task::spawn_blocking;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(Mutex::new(slow));
    let calls: Vec<_> = inputs
        .into_iter()
        .map(|input| {
            let slow = slow.clone();
            spawn_blocking(move || (slow.lock().unwrap())(&input))
        })
        .collect();
    let mut digests = Vec::new();
    for call in calls {
        digests.push(call.await?);
    }
    Ok(digests)
}
