//! Mistake: a `timeout` is not awaited.
//! Says: `.await`
use std::{future::ready, time::Duration};
use tokio::time::timeout;

pub async fn number() -> Option<u32> {
    timeout(Duration::from_millis(1), ready(1)).ok()
}
