//! Given, and correct. Leave it as it is: your part is `tests/poll_until.rs`.

use std::time::Duration;

/// Tries `ready` until it says yes: at once, and then again and again with a pause of `every`.
///
/// Gives the number of the try that succeeded, counted from 1. Gives `None` when no try succeeded and
/// the next one would begin later than `limit` after the start; a try that begins at exactly the limit
/// is still made.
pub async fn poll_until<F>(every: Duration, limit: Duration, mut ready: F) -> Option<u32>
where
    F: AsyncFnMut() -> bool,
{
    let start = tokio::time::Instant::now();
    let mut tries = 0;
    loop {
        tries += 1;
        if ready().await {
            return Some(tries);
        }
        if start.elapsed() + every > limit {
            return None;
        }
        tokio::time::sleep(every).await;
    }
}
