//! A `JoinSet` on the blocking pool, with indices; returns at the first panic.

use std::sync::Arc;
use tokio::task::JoinSet;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let shared = Arc::new((inputs, slow));
    let mut calls = JoinSet::new();
    for index in 0..shared.0.len() {
        let shared = Arc::clone(&shared);
        calls.spawn_blocking(move || (index, (shared.1)(&shared.0[index])));
    }
    let mut digests = vec![0; shared.0.len()];
    while let Some(ended) = calls.join_next().await {
        let (index, digest) = ended?;
        digests[index] = digest;
    }
    Ok(digests)
}
