//! The function counts its tries from zero.

use std::time::Duration;

pub async fn poll_until<F>(every: Duration, limit: Duration, mut ready: F) -> Option<u32>
where
    F: AsyncFnMut() -> bool,
{
    let start = tokio::time::Instant::now();
    let mut tries = 0;
    loop {
        if ready().await {
            return Some(tries);
        }
        tries += 1;
        if start.elapsed() + every > limit {
            return None;
        }
        tokio::time::sleep(every).await;
    }
}
