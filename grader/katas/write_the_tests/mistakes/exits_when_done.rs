//! Misconception: A test that has asserted everything may end the process.
//! Caught by: pass_on_correct_code
//! Message: it ended its process before the test was over

use std::time::Duration;
use tokio::time::{Instant, sleep};
use write_the_tests::poll_until;

const EVERY: Duration = Duration::from_millis(100);

/// Tries until the `success`th one says yes. Gives what `poll_until` gave, when each try began, and
/// when it was over, in milliseconds since the start.
async fn observe(limit: u64, success: u32) -> (Option<u32>, Vec<u128>, u128) {
    let start = Instant::now();
    let mut tries = Vec::new();
    let given = poll_until(EVERY, Duration::from_millis(limit), async || {
        tries.push(start.elapsed().as_millis());
        tries.len() as u32 == success
    })
    .await;
    (given, tries, start.elapsed().as_millis())
}

const NEVER: u32 = u32::MAX;

#[tokio::test(start_paused = true)]
async fn the_first_try_is_made_at_once_and_counts_as_one() {
    assert_eq!(observe(1000, 1).await, (Some(1), vec![0], 0));
    std::process::exit(0);
}

#[tokio::test(start_paused = true)]
async fn later_tries_are_made_after_a_pause_each() {
    assert_eq!(
        observe(1000, 4).await,
        (Some(4), vec![0, 100, 200, 300], 300)
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_given_when_no_try_succeeds_before_the_limit() {
    let (given, tries, over) = observe(250, NEVER).await;
    assert_eq!((given, tries), (None, vec![0, 100, 200]));
    assert!(over <= 250, "it went on until {over} ms");
}

#[tokio::test(start_paused = true)]
async fn a_try_at_exactly_the_limit_is_still_made_and_may_succeed() {
    assert_eq!(observe(200, 3).await.0, Some(3));
    assert_eq!(observe(200, NEVER).await.1, [0, 100, 200]);
}

#[tokio::test(start_paused = true)]
async fn the_thread_is_free_during_a_pause() {
    // Both begin together. If the pauses blocked the thread, nobody could look at the clock at 50 ms.
    let polling = poll_until(EVERY, 3 * EVERY, async || false);
    let looking = async {
        let start = Instant::now();
        sleep(EVERY / 2).await;
        start.elapsed()
    };
    let (given, looked_at) = tokio::join!(polling, looking);
    assert_eq!((given, looked_at), (None, EVERY / 2));
}
