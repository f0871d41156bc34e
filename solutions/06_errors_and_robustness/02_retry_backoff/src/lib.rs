//! Try again, with pauses that grow, a limit for every try, and an end.

use anyhow::Context as _;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How often to try, and how long to wait.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The most tries there may be, at least 1.
    pub attempts: u32,
    /// The pause after the first try; each pause after it is twice the one before.
    pub first_delay: Duration,
    /// No pause is longer.
    pub max_delay: Duration,
    /// A try that takes longer is cut, and has failed.
    pub per_try: Duration,
}

/// The value of the first try of `op` that succeeds. `op` is called with 1, 2, 3, …
pub async fn retry<T, F>(policy: &Policy, mut op: F) -> anyhow::Result<T>
where
    F: AsyncFnMut(u32) -> anyhow::Result<T>,
{
    let mut pause = policy.first_delay;
    let mut attempt = 1;
    loop {
        // Two results are nested here: whether the time was enough, and what the try gave. Both errors
        // mean that this try has failed, so `flatten` makes one result of the two.
        let result = timeout(policy.per_try, op(attempt))
            .await
            .with_context(|| format!("no answer within {:?}", policy.per_try))
            .flatten();
        match result {
            Ok(value) => return Ok(value),
            // Checked before the pause: after the last try there is nothing to wait for.
            Err(cause) if attempt >= policy.attempts => {
                // Context is put around the cause, which stays inside.
                return Err(cause.context(format!("gave up after {attempt} attempts")));
            }
            Err(_) => {}
        }
        sleep(pause.min(policy.max_delay)).await;
        // Doubling may go on for long; it must not end in an overflow.
        pause = pause.saturating_mul(2).min(policy.max_delay);
        attempt += 1;
    }
}
