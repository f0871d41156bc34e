//! Misconception: Spaces around a name mean nothing.
//! Caught by: job_can_be_spawned
//! Message: whatever it is and unchanged

use std::{future::Future, time::Duration};
use tokio::time::sleep;

pub fn job(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + use<> {
    let name = name.trim().to_string();
    async move {
        sleep(pause).await;
        Ok(name)
    }
}

pub fn job_static(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + 'static {
    job(name, pause)
}

pub fn parse_port(s: &str) -> Result<u16, Box<dyn std::error::Error + Send + Sync + 'static>> {
    s.parse()
        .map_err(|error| format!("{s:?} is not a port: {error}").into())
}
