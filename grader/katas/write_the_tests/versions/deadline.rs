//! The function measures against a deadline that it computes once.

use std::time::Duration;

pub async fn poll_until<F>(every: Duration, limit: Duration, mut ready: F) -> Option<u32>
where
    F: AsyncFnMut() -> bool,
{
    // A limit may be later than an `Instant` can be.
    let deadline = tokio::time::Instant::now().checked_add(limit);
    for tries in 1.. {
        if ready().await {
            return Some(tries);
        }
        let next = tokio::time::Instant::now().checked_add(every);
        if next.is_none() || deadline.is_some() && next > deadline {
            break;
        }
        tokio::time::sleep(every).await;
    }
    None
}
