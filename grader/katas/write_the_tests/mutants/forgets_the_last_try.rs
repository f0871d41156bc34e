//! The function gives nothing although the last try before the limit succeeded.

use std::time::Duration;

pub async fn poll_until<F>(every: Duration, limit: Duration, mut ready: F) -> Option<u32>
where
    F: AsyncFnMut() -> bool,
{
    let start = tokio::time::Instant::now();
    let mut tries = 0;
    loop {
        tries += 1;
        let yes = ready().await;
        let last = start.elapsed() + every > limit;
        if yes && !last {
            return Some(tries);
        }
        if last {
            return None;
        }
        tokio::time::sleep(every).await;
    }
}
