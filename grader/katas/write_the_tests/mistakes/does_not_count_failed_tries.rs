//! Misconception: How often it tries in vain does not matter.
//! Caught by: one_try_too_many
//! Message: All your tests pass, and yet the function makes one try too many

use std::time::Duration;
use tokio::time::Instant;
use write_the_tests::poll_until;

const EVERY: Duration = Duration::from_millis(10);

async fn tries_until(success: u32, limit: Duration) -> Option<u32> {
    let mut tries = 0;
    poll_until(EVERY, limit, async || {
        tries += 1;
        tries == success
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn one() {
    assert_eq!(tries_until(1, EVERY * 9).await, Some(1));
}

#[tokio::test(start_paused = true)]
async fn four() {
    assert_eq!(tries_until(4, EVERY * 9).await, Some(4));
}

#[tokio::test(start_paused = true)]
async fn never() {
    assert_eq!(tries_until(99, Duration::from_millis(35)).await, None);
}

#[tokio::test(start_paused = true)]
async fn limit() {
    assert_eq!(tries_until(4, EVERY * 3).await, Some(4));
}

#[tokio::test(start_paused = true)]
async fn first() {
    let start = Instant::now();
    tries_until(1, EVERY * 9).await;
    assert_eq!(start.elapsed(), Duration::ZERO);
}
