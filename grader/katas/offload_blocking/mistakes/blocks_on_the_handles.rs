//! Misconception: block_on waits for a handle without harm.
//! Caught by: other_tasks_make_progress_meanwhile
//! Message: `block_on`

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
    let all = futures::future::try_join_all(calls);
    Ok(futures::executor::block_on(all)?)
}
