//! Misconception: A copy that is made inside the block comes early enough.
//! Caught by: does_not_compile
//! Message: must outlive `'static`

use std::{future::Future, time::Duration};
use tokio::time::sleep;

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
    async move {
        sleep(pause).await;
        Ok(name.to_string())
    }
}

pub fn parse_port(s: &str) -> Result<u16, Box<dyn std::error::Error + Send + Sync + 'static>> {
    Ok(s.parse()?)
}
