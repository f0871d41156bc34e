//! Misconception: A pause is a pause.
//! Caught by: blocks_the_thread
//! Message: All your tests pass, and yet the function blocks the thread

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
async fn two() {
    assert_eq!(tries_until(2, EVERY * 9).await, Some(2));
}

#[tokio::test(start_paused = true)]
async fn limit() {
    assert_eq!(tries_until(4, EVERY * 3).await, Some(4));
}

#[tokio::test(start_paused = true)]
async fn gives_up() {
    assert_eq!(tries_until(2, Duration::ZERO).await, None);
}
