//! The function stops one try early when a try falls exactly on the limit.

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
        if start.elapsed() + every >= limit {
            return None;
        }
        tokio::time::sleep(every).await;
    }
}
