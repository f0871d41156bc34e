//! Misconception: Two to the power of the attempt is a number like any other.
//! Caught by: pauses_are_capped
//! Message: numbers do not: cap the pause

use anyhow::Context as _;
use std::time::Duration;
use tokio::time::{sleep, timeout};

#[derive(Debug, Clone)]
pub struct Policy {
    pub attempts: u32,
    pub first_delay: Duration,
    pub max_delay: Duration,
    pub per_try: Duration,
}

pub async fn retry<T, F>(policy: &Policy, mut op: F) -> anyhow::Result<T>
where
    F: AsyncFnMut(u32) -> anyhow::Result<T>,
{
    let mut attempt = 1;
    loop {
        let result = match timeout(policy.per_try, op(attempt)).await {
            Ok(result) => result,
            Err(elapsed) => {
                Err(elapsed).with_context(|| format!("no answer within {:?}", policy.per_try))
            }
        };
        match result {
            Ok(value) => return Ok(value),
            Err(cause) if attempt >= policy.attempts => {
                return Err(cause.context(format!("gave up after {attempt} attempts")));
            }
            Err(_) => {}
        }
        sleep((policy.first_delay * 2_u32.pow(attempt - 1)).min(policy.max_delay)).await;
        attempt += 1;
    }
}
