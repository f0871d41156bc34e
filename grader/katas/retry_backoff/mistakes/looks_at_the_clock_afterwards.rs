//! Misconception: A try that took too long can be found out when it is over.
//! Caught by: a_slow_try_is_cut
//! Message: A try gets `per_try` and no more

use std::time::Duration;
use tokio::time::sleep;

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
        let start = tokio::time::Instant::now();
        let mut result = op(attempt).await;
        if start.elapsed() > policy.per_try {
            result = Err(anyhow::anyhow!("no answer within {:?}", policy.per_try));
        }
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
