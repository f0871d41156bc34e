//! `ready` takes no time of its own here but is asked through a channel; tasks are spawned.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep_until};
use write_the_tests::poll_until;

const TEN: Duration = Duration::from_millis(10);

#[tokio::test(start_paused = true)]
async fn an_open_door_needs_one_try() {
    assert_eq!(poll_until(TEN, TEN * 5, async || true).await, Some(1));
}

#[tokio::test(start_paused = true)]
async fn the_flag_is_seen_at_the_next_try_and_not_before() {
    let start = Instant::now();
    let open_at = start + Duration::from_millis(25);
    let tries = poll_until(TEN, TEN * 5, async || Instant::now() >= open_at).await;
    assert_eq!((tries, start.elapsed()), (Some(4), TEN * 3));
}

#[tokio::test(start_paused = true)]
async fn there_are_no_more_tries_than_fit_into_the_limit() {
    let tries = Arc::new(AtomicU32::new(0));
    let counted = tries.clone();
    let given = poll_until(TEN, Duration::from_millis(35), async || {
        counted.fetch_add(1, SeqCst);
        false
    });
    assert_eq!(given.await, None);
    assert_eq!(tries.load(SeqCst), 4);
}

#[tokio::test(start_paused = true)]
async fn the_last_try_is_at_the_limit_itself() {
    let at_the_limit = Instant::now() + TEN * 3;
    let given = poll_until(TEN, TEN * 3, async || Instant::now() == at_the_limit).await;
    assert_eq!(given, Some(4));
}

#[tokio::test(start_paused = true)]
async fn a_task_beside_it_is_not_held_up() {
    let wanted = Instant::now() + TEN / 2;
    let beside = tokio::spawn(async move {
        sleep_until(wanted).await;
        Instant::now()
    });
    poll_until(TEN, TEN * 2, async || false).await;
    assert_eq!(beside.await.unwrap(), wanted);
}
