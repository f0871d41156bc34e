//! Misconception: Waiting for a thread is the same as awaiting.
//! Caught by: other_tasks_make_progress_meanwhile
//! Message: `join` on a thread

use anyhow::anyhow;
use std::{sync::Arc, thread};

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(slow);
    let calls: Vec<_> = inputs
        .into_iter()
        .map(|input| {
            let slow = slow.clone();
            thread::spawn(move || slow(&input))
        })
        .collect();
    let mut digests = Vec::new();
    for call in calls {
        digests.push(call.join().map_err(|_| anyhow!("a call panicked"))?);
    }
    Ok(digests)
}
