//! Misconception: Success near the limit is like any other.
//! Caught by: forgets_the_last_try
//! Message: All your tests pass, and yet the function gives nothing although

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
    let start = Instant::now();
    assert_eq!(tries_until(99, Duration::from_millis(35)).await, None);
    assert_eq!(start.elapsed(), EVERY * 3);
}

#[tokio::test(start_paused = true)]
async fn time() {
    let start = Instant::now();
    tries_until(4, EVERY * 9).await;
    assert_eq!(start.elapsed(), EVERY * 3);
}

#[tokio::test(start_paused = true)]
async fn first() {
    let start = Instant::now();
    tries_until(1, EVERY * 9).await;
    assert_eq!(start.elapsed(), Duration::ZERO);
}
