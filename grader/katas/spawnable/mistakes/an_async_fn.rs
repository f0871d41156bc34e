//! Misconception: An `async fn` is only a shorter way to write the same.
//! Caught by: signature_changed
//! Message: `job` must be

use std::{future::Future, time::Duration};
use tokio::time::sleep;

pub async fn job(name: &str, pause: Duration) -> anyhow::Result<String> {
    sleep(pause).await;
    Ok(name.to_string())
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
