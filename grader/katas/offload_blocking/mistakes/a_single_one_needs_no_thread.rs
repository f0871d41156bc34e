//! Misconception: A single call may run where it is made.
//! Caught by: slow_runs_on_other_threads
//! Message: ran on a thread of the runtime

use anyhow::Context as _;
use futures::future::join_all;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    if inputs.len() == 1 {
        return std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| vec![slow(&inputs[0])]))
            .map_err(|_| anyhow::anyhow!("panic"));
    }
    let s = Arc::new(slow);
    let c: Vec<_> = inputs
        .into_iter()
        .map(|i| {
            let s = s.clone();
            spawn_blocking(move || s(&i))
        })
        .collect();
    join_all(c)
        .await
        .into_iter()
        .map(|j| j.context("x"))
        .collect()
}
