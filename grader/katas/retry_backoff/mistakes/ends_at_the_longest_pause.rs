//! Misconception: When the pauses have become as long as they may, it is time to give up.
//! Caught by: pauses_are_capped
//! Message: it does not end the tries

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
    let mut pause = policy.first_delay;
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
            Err(error) if attempt >= policy.attempts || pause >= policy.max_delay => {
                return Err(error).with_context(|| format!("gave up after {attempt} attempts"));
            }
            Err(_) => {}
        }
        sleep(pause.min(policy.max_delay)).await;
        pause = pause.saturating_mul(2).min(policy.max_delay);
        attempt += 1;
    }
}
