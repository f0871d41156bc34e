//! Misconception: The first try stands for all.
//! Caught by: tries_once
//! Message: All your tests pass, and yet the function tries only once

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
async fn none() {
    assert_eq!(tries_until(2, Duration::ZERO).await, None);
}

#[tokio::test(start_paused = true)]
async fn first() {
    let start = Instant::now();
    tries_until(1, EVERY * 9).await;
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn again() {
    assert_eq!(tries_until(1, EVERY).await, Some(1));
}
