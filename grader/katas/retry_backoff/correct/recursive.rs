//! A function that calls itself for the rest of the tries, boxed.

use anyhow::{Context as _, Result};
use std::{pin::Pin, time::Duration};
use tokio::time::{sleep, timeout};

#[derive(Debug, Clone)]
pub struct Policy {
    pub attempts: u32,
    pub first_delay: Duration,
    pub max_delay: Duration,
    pub per_try: Duration,
}

pub async fn retry<T, F>(policy: &Policy, mut op: F) -> Result<T>
where
    F: AsyncFnMut(u32) -> Result<T>,
{
    from(policy, 1, policy.first_delay, &mut op).await
}

fn from<'a, T: 'a, F>(
    policy: &'a Policy,
    attempt: u32,
    pause: Duration,
    op: &'a mut F,
) -> Pin<Box<dyn Future<Output = Result<T>> + 'a>>
where
    F: AsyncFnMut(u32) -> Result<T>,
{
    let pause = pause.min(policy.max_delay);
    Box::pin(async move {
        let tried = timeout(policy.per_try, op(attempt)).await;
        let error = match tried.context("cut") {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) | Err(error) => error,
        };
        if attempt == policy.attempts {
            return Err(error).with_context(|| format!("{attempt} attempts failed"));
        }
        sleep(pause).await;
        let doubled = pause.checked_mul(2).unwrap_or(Duration::MAX);
        from(policy, attempt + 1, doubled, op).await
    })
}
