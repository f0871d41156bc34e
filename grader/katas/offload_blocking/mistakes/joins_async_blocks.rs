//! Misconception: join_all runs its futures on several threads.
//! Caught by: slow_runs_on_other_threads
//! Message: Calling it in an async block

use futures::future::join_all;
use std::sync::Arc;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(slow);
    let calls = inputs.iter().map(|input| async { slow(input) });
    Ok(join_all(calls).await)
}
