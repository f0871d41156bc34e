//! Misconception: `as` complains about numbers that do not fit.
//! Caught by: parse_port_says_what_is_wrong
//! Message: from 0 to 65535

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
    let name = name.to_string();
    async move {
        sleep(pause).await;
        Ok(name)
    }
}

pub fn parse_port(s: &str) -> Result<u16, Box<dyn std::error::Error + Send + Sync + 'static>> {
    let port: u32 = s.parse()?;
    Ok(port as u16)
}
