//! Misconception: Waiting is waiting, so the sleep of the thread will do.
//! Caught by: the_pause_counts_from_the_first_poll
//! Message: tokio's clock knows nothing of it

use std::{future::Future, time::Duration};
use tokio::time::sleep;

pub fn job(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + use<> {
    let name = name.to_string();
    async move {
        std::thread::sleep(pause);
        Ok(name)
    }
}

pub fn job_static(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + 'static {
    let name = name.to_string();
    async move {
        sleep(pause).await;
        Ok(name)
    }
}

pub fn parse_port(s: &str) -> Result<u16, Box<dyn std::error::Error + Send + Sync + 'static>> {
    Ok(s.parse()?)
}
