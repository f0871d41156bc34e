//! Misconception: There is a number that no call ever gives.
//! Caught by: results_come_in_the_order_of_the_inputs
//! Message: none of them stands for a failure

use anyhow::Context as _;
use futures::future::join_all;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let s = Arc::new(slow);
    let c: Vec<_> = inputs
        .into_iter()
        .map(|i| {
            let s = s.clone();
            spawn_blocking(move || s(&i))
        })
        .collect();
    let v: Vec<u64> = join_all(c)
        .await
        .into_iter()
        .map(|j| j.unwrap_or(u64::MAX))
        .collect();
    if v.contains(&u64::MAX) {
        anyhow::bail!("panic")
    }
    Ok(v)
}
