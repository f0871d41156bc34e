//! Hidden checks of `publish` that are run in every order of their threads.

use kata_kit::{assert_that, hang_hint};
use kata_orders::{may_stop, one_of, weak_memory};
use publish as k;
use std::{
    sync::Arc,
    thread::{self, JoinHandle},
};

// Neither number is one that a field is likely to begin with.
const NUMBERS: (i64, u64) = (-7, 60);

const WAITS: &str = "`read` must not wait for anybody, and a lock, a loop and `OnceLock::wait` do: who has the lock, or is in the middle of `publish`, may be put aside for as long as you like. Let `read` look once, and give what is there.";

fn publish_in_thread(reading: &Arc<k::Reading>) -> JoinHandle<()> {
    let reading = reading.clone();
    thread::spawn(move || reading.publish(NUMBERS.0, NUMBERS.1))
}

fn expect_none_or_both(given: Option<(i64, u64)>, why: &str) {
    assert_that(
        given.is_none_or(|numbers| numbers == NUMBERS),
        &format!("{NUMBERS:?} was published, and at the same time `read` gave {given:?}."),
        why,
    );
}

fn expect_both(when: &str, given: Option<(i64, u64)>, why: &str) {
    assert_that(
        given == Some(NUMBERS),
        &format!("{NUMBERS:?} was published, and {when} `read` gave {given:?}."),
        why,
    );
}

/// While one thread publishes, another one reads both numbers or `None`.
/// Promises: 3
/// Points: 2
/// Follows: the_numbers_are_given_exactly
fn a_reader_gets_both_numbers_or_none() {
    let _hint = hang_hint(WAITS);
    let reading = Arc::new(k::Reading::new());
    let other = publish_in_thread(&reading);
    expect_none_or_both(
        reading.read(),
        "`read` came in between two steps of `publish`, or the other way round. What says that the numbers are there has to be stored after both of them, and looked at before them.",
    );
    other.join().expect("publishing does not panic");
}

/// The numbers are whole on every processor, whatever its memory does that the orderings allow.
/// Promises: 4
/// Points: 3
/// Follows: a_reader_gets_both_numbers_or_none
fn the_orderings_are_strong_enough() {
    let _hint = hang_hint(WAITS);
    weak_memory();
    let reading = Arc::new(k::Reading::new());
    let other = publish_in_thread(&reading);
    expect_none_or_both(
        reading.read(),
        "The steps stand in the right order, but the memory orderings do not keep them in it: the reader saw what says that the numbers are there, and still old numbers. Whatever says so has to be stored with `Release` after the numbers, and loaded with `Acquire` before them (or `SeqCst`, in both places). One of the two alone promises nothing.",
    );
    other.join().expect("publishing does not panic");
}

/// What was published before is there for all readers, also if they read at the same time.
/// Promises: 2
/// Points: 2
/// Follows: the_numbers_are_given_exactly
fn all_readers_get_what_was_published_before() {
    const WHY: &str = "`publish` had returned before. If a `read` gives nothing because another one is at work, as `try_lock` does, it says that nothing is there although it is.";
    let _hint = hang_hint(WAITS);
    let reading = Arc::new(k::Reading::new());
    publish_in_thread(&reading)
        .join()
        .expect("publishing does not panic");
    let other = reading.clone();
    let other = thread::spawn(move || {
        expect_both("to one of two readers at the same time", other.read(), WHY);
    });
    expect_both(
        "to one of two readers at the same time",
        reading.read(),
        WHY,
    );
    if let Err(panic) = other.join() {
        std::panic::resume_unwind(panic);
    }
}

/// `read` comes to its end although `publish`, or another `read`, has stopped in the middle.
/// Promises: 5
/// Points: 3
/// Follows: the_numbers_are_given_exactly
fn a_reader_waits_for_nobody() {
    let _hint = hang_hint(WAITS);
    let reading = Arc::new(k::Reading::new());
    let other = reading.clone();
    if one_of([true, false]) {
        thread::spawn(move || may_stop(|| other.publish(NUMBERS.0, NUMBERS.1)));
        expect_none_or_both(
            reading.read(),
            "`publish` stopped in the middle. What says that the numbers are there has to be stored after both of them.",
        );
    } else {
        reading.publish(NUMBERS.0, NUMBERS.1);
        thread::spawn(move || may_stop(|| other.read()));
        expect_both(
            "while another reader stood still",
            reading.read(),
            "A reader that stands still must not hide the numbers from the others: what a reader holds, as the guard of `try_lock`, nobody else can get.",
        );
    }
}
