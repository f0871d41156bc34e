//! Plain tests with a runtime of their own, and counters in cells.

use std::{cell::Cell, future::Future, time::Duration};
use tokio::{
    runtime::Builder,
    time::{Instant, timeout},
};

fn on_virtual_time<T>(test: impl Future<Output = T>) -> T {
    let mut runtime = Builder::new_current_thread();
    runtime.enable_time().start_paused(true);
    runtime.build().unwrap().block_on(test)
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[test]
fn succeeds_at_once() {
    on_virtual_time(async {
        let start = Instant::now();
        let tries = write_the_tests::poll_until(seconds(60), seconds(600), async || true).await;
        assert_eq!(tries, Some(1));
        assert_eq!(start.elapsed(), seconds(0));
    });
}

#[test]
fn succeeds_at_the_third_try_two_minutes_later() {
    on_virtual_time(async {
        let start = Instant::now();
        let calls = Cell::new(0);
        let ready = async || {
            calls.set(calls.get() + 1);
            calls.get() == 3
        };
        let tries = write_the_tests::poll_until(seconds(60), seconds(600), ready).await;
        assert_eq!((tries, calls.get()), (Some(3), 3));
        assert_eq!(start.elapsed(), seconds(120));
    });
}

#[test]
fn gives_up_after_the_last_try_within_the_limit() {
    on_virtual_time(async {
        let calls = Cell::new(0);
        let ready = async || {
            calls.set(calls.get() + 1);
            false
        };
        let polling = write_the_tests::poll_until(seconds(60), seconds(150), ready);
        let tries = timeout(seconds(10_000), polling)
            .await
            .expect("it ends by itself");
        assert_eq!((tries, calls.get()), (None, 3));
    });
}

#[test]
fn a_success_exactly_at_the_limit_counts() {
    on_virtual_time(async {
        let calls = Cell::new(0);
        let ready = async || {
            calls.set(calls.get() + 1);
            calls.get() == 4
        };
        assert_eq!(
            write_the_tests::poll_until(seconds(60), seconds(180), ready).await,
            Some(4)
        );
    });
}

#[test]
fn others_go_on_during_the_pauses() {
    on_virtual_time(async {
        let polling = write_the_tests::poll_until(seconds(60), seconds(180), async || false);
        let other = async {
            let start = Instant::now();
            for _ in 0..10 {
                tokio::time::sleep(seconds(6)).await;
            }
            start.elapsed()
        };
        let (_, elapsed) = tokio::join!(polling, other);
        assert_eq!(elapsed, seconds(60));
    });
}
