//! Misconception: A test that runs the code tests it.
//! Caught by: counts_from_zero
//! Message: All your tests pass, and yet the function counts its tries from zero

use std::time::Duration;
use write_the_tests::poll_until;

const EVERY: Duration = Duration::from_millis(10);

#[tokio::test(start_paused = true)]
async fn at_once() {
    poll_until(EVERY, EVERY * 9, async || true).await;
}

#[tokio::test(start_paused = true)]
async fn later() {
    let mut tries = 0;
    let _tries = poll_until(EVERY, EVERY * 9, async || {
        tries += 1;
        tries == 3
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn never() {
    let _ = poll_until(EVERY, EVERY * 9, async || {
        tokio::time::Instant::now().elapsed() > EVERY
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn at_the_limit() {
    poll_until(EVERY, EVERY, async || true).await.unwrap();
}
