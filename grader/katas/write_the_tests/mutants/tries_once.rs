//! The function tries only once.

use std::time::Duration;

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
        if start.elapsed() <= limit.max(every) {
            return None;
        }
    }
}
