//! The function counts the pauses from the beginning of each try, not from its end.

use std::time::Duration;

pub async fn poll_until<F>(every: Duration, limit: Duration, mut ready: F) -> Option<u32>
where
    F: AsyncFnMut() -> bool,
{
    let start = tokio::time::Instant::now();
    let mut tries = 0;
    loop {
        let began = tokio::time::Instant::now();
        tries += 1;
        if ready().await {
            return Some(tries);
        }
        let next = began.checked_add(every)?;
        if next.max(tokio::time::Instant::now()) - start > limit {
            return None;
        }
        tokio::time::sleep_until(next).await;
    }
}
