//! Each pause is computed anew from the number of the attempt, saturating; an error type of its own.

use std::{error::Error, fmt, time::Duration};
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
    for attempt in 1.. {
        let cause = match timeout(policy.per_try, op(attempt)).await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(cause)) => Some(cause),
            Err(_) => None,
        };
        if attempt == policy.attempts {
            return Err(GaveUp { attempt, cause }.into());
        }
        let factor = 1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX);
        sleep(
            policy
                .first_delay
                .saturating_mul(factor)
                .min(policy.max_delay),
        )
        .await;
    }
    unreachable!("the last attempt returns")
}

#[derive(Debug)]
struct GaveUp {
    attempt: u32,
    cause: Option<anyhow::Error>,
}

impl fmt::Display for GaveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt {} was the last", self.attempt)
    }
}

impl Error for GaveUp {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause
            .as_ref()
            .map(|cause| &**cause as &(dyn Error + 'static))
    }
}
