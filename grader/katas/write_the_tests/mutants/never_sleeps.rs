//! The function does not pause between tries.

use std::time::Duration;

pub async fn poll_until<F>(every: Duration, limit: Duration, mut ready: F) -> Option<u32>
where
    F: AsyncFnMut() -> bool,
{
    let mut waited = Duration::ZERO;
    let mut tries = 0;
    loop {
        tries += 1;
        if ready().await {
            return Some(tries);
        }
        if waited + every > limit {
            return None;
        }
        waited += every;
    }
}
