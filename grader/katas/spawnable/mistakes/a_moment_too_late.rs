//! Misconception: Every duration can be added to now.
//! Caught by: the_pause_counts_from_the_first_poll
//! Message: A moment so far away does not exist

use std::{future::Future, time::Duration};
use tokio::time::{Instant, sleep_until};

pub fn job(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + use<> {
    let name = name.to_string();
    async move {
        sleep_until(Instant::now() + pause).await;
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
