//! Misconception: What must outlive everything belongs into a `static`.
//! Caught by: job_can_be_spawned
//! Message: each needs a copy of its own

use std::{future::Future, sync::Mutex, time::Duration};
use tokio::time::sleep;

static NAME: Mutex<String> = Mutex::new(String::new());

pub fn job(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + use<> {
    *NAME.lock().unwrap() = name.to_string();
    async move {
        sleep(pause).await;
        Ok(NAME.lock().unwrap().clone())
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
