//! Misconception: A shift that wraps cannot go wrong.
//! Caught by: pauses_are_capped
//! Message: Some late pauses were too short

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
        let pause = policy
            .first_delay
            .saturating_mul(1u32.wrapping_shl(attempt - 1));
        sleep(pause.min(policy.max_delay)).await;
        attempt += 1;
    }
}
