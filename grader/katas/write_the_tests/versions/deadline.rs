//! The function measures against a deadline that it computes once.

use std::time::Duration;

pub async fn poll_until<F>(every: Duration, limit: Duration, mut ready: F) -> Option<u32>
where
    F: AsyncFnMut() -> bool,
{
    let deadline = tokio::time::Instant::now() + limit;
    for tries in 1.. {
        if ready().await {
            return Some(tries);
        }
        if tokio::time::Instant::now() + every > deadline {
            break;
        }
        tokio::time::sleep(every).await;
    }
    None
}
