//! Misconception: On a multi-thread runtime block_in_place is enough.
//! Caught by: slow_runs_on_other_threads
//! Message: nor does `block_in_place`

use anyhow::Context as _;
use futures::future::join_all;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let s = Arc::new(slow);
    if tokio::runtime::Handle::current().runtime_flavor()
        == tokio::runtime::RuntimeFlavor::MultiThread
    {
        let c: Vec<_> = inputs
            .into_iter()
            .map(|i| {
                let s = s.clone();
                tokio::spawn(async move { tokio::task::block_in_place(|| s(&i)) })
            })
            .collect();
        return join_all(c)
            .await
            .into_iter()
            .map(|j| j.context("x"))
            .collect();
    }
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
