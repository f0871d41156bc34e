//! The function ignores the limit.

use std::time::Duration;

pub async fn poll_until<F>(every: Duration, limit: Duration, mut ready: F) -> Option<u32>
where
    F: AsyncFnMut() -> bool,
{
    let _ = limit;
    let mut tries = 0;
    loop {
        tries += 1;
        if ready().await {
            return Some(tries);
        }
        tokio::time::sleep(every).await;
    }
}
