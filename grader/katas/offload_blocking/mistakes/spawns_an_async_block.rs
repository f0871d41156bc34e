//! Misconception: A task is a thread.
//! Caught by: slow_runs_on_other_threads
//! Message: `spawn_blocking` is for such a call

use std::sync::Arc;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(slow);
    let calls: Vec<_> = inputs
        .into_iter()
        .map(|input| {
            let slow = slow.clone();
            tokio::spawn(async move { slow(&input) })
        })
        .collect();
    let mut digests = Vec::new();
    for call in calls {
        digests.push(call.await?);
    }
    Ok(digests)
}
