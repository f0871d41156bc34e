//! Misconception: More threads than that are of no use.
//! Caught by: all_calls_run_at_the_same_time
//! Message: however few cores the machine has

use futures::{StreamExt as _, TryStreamExt as _, stream};
use std::sync::Arc;
use tokio::task::spawn_blocking;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(slow);
    stream::iter(inputs)
        .map(|input| {
            let slow = slow.clone();
            spawn_blocking(move || slow(&input))
        })
        .buffered(8)
        .map_err(anyhow::Error::from)
        .try_collect()
        .await
}
