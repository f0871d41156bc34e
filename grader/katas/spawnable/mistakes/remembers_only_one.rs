//! Misconception: The first name is the name of all.
//! Caught by: job_static_can_be_spawned
//! Message: each needs a copy of its own

use std::{future::Future, sync::OnceLock, time::Duration};
use tokio::time::sleep;

static NAME: OnceLock<String> = OnceLock::new();

pub fn job(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + use<> {
    let name = name.to_string();
    async move {
        sleep(pause).await;
        Ok(name)
    }
}

pub fn job_static(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + 'static {
    let name = NAME.get_or_init(|| name.to_string());
    async move {
        sleep(pause).await;
        Ok(name.clone())
    }
}

pub fn parse_port(s: &str) -> Result<u16, Box<dyn std::error::Error + Send + Sync + 'static>> {
    Ok(s.parse()?)
}
