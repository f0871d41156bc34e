//! An inner `async fn` that is called with a `String`; a text of our own for the error.

use anyhow::Result;
use std::{error::Error, future::Future, time::Duration};

async fn wait_and_give(name: String, pause: Duration) -> Result<String> {
    tokio::time::sleep(pause).await;
    Ok(name)
}

pub fn job(name: &str, pause: Duration) -> impl Future<Output = Result<String>> + Send + use<> {
    wait_and_give(name.to_owned(), pause)
}

pub fn job_static(
    name: &str,
    pause: Duration,
) -> impl Future<Output = Result<String>> + Send + 'static {
    wait_and_give(name.to_owned(), pause)
}

pub fn parse_port(s: &str) -> std::result::Result<u16, Box<dyn Error + Send + Sync + 'static>> {
    match s.parse() {
        Ok(port) => Ok(port),
        Err(_) => Err(format!("`{s}` is not a port number").into()),
    }
}
