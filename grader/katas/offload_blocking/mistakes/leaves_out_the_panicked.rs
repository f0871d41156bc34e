//! Misconception: A call that panicked has no result, so it can be left out.
//! Caught by: a_panic_becomes_an_error
//! Message: A panic was lost

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
    let ended = futures::future::join_all(calls).await;
    Ok(ended.into_iter().flatten().collect())
}
