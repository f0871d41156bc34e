//! Misconception: What was typed in is one line.
//! Caught by: parse_port_says_what_is_wrong
//! Message: What is no such number is an error

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
    job(name, pause)
}

pub fn parse_port(s: &str) -> Result<u16, Box<dyn std::error::Error + Send + Sync + 'static>> {
    s.lines()
        .next()
        .unwrap_or_default()
        .parse()
        .map_err(|error| format!("{s:?} is not a port: {error}").into())
}
