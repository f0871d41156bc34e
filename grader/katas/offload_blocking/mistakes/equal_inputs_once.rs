//! Misconception: Equal inputs need only one call.
//! Caught by: all_calls_run_at_the_same_time
//! Message: also if inputs are equal

use anyhow::Context as _;
use futures::future::join_all;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let s = Arc::new(slow);
    let set: std::collections::HashSet<_> = inputs.iter().cloned().collect();
    let c: Vec<_> = set
        .into_iter()
        .map(|i| {
            let s = s.clone();
            spawn_blocking(move || {
                let v = s(&i);
                (i, v)
            })
        })
        .collect();
    let mut m = std::collections::HashMap::new();
    for r in join_all(c).await {
        let (i, v) = r?;
        m.insert(i, v);
    }
    Ok(inputs.iter().map(|i| m[i]).collect())
}
