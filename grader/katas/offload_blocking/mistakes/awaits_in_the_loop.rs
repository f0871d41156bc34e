//! Misconception: Blocking calls run at the same time wherever they are awaited.
//! Caught by: all_calls_run_at_the_same_time
//! Message: `spawn_blocking(…).await` in a loop

use std::sync::Arc;
use tokio::task::spawn_blocking;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(slow);
    let mut digests = Vec::new();
    for input in inputs {
        let slow = slow.clone();
        digests.push(spawn_blocking(move || slow(&input)).await?);
    }
    Ok(digests)
}
