//! Misconception: A single try needs none of this.
//! Caught by: a_slow_try_is_cut
//! Message: A try gets `per_try` and no more

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
    if policy.attempts == 1 {
        return op(1).await.context("gave up after 1 attempt");
    }
    let mut pause = policy.first_delay;
    let mut attempt = 1;
    loop {
        let result = timeout(policy.per_try, op(attempt))
            .await
            .with_context(|| format!("no answer within {:?}", policy.per_try))
            .flatten();
        match result {
            Ok(value) => return Ok(value),
            Err(cause) if attempt >= policy.attempts => {
                return Err(cause.context(format!("gave up after {attempt} attempts")));
            }
            Err(_) => {}
        }
        sleep(pause.min(policy.max_delay)).await;
        pause = pause.saturating_mul(2).min(policy.max_delay);
        attempt += 1;
    }
}
