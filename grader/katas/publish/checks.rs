//! Hidden checks of `publish`.

use kata_kit::{assert_same, cases, hang_hint, sizes_from};
use publish as k;
use std::{sync::Arc, thread};

const HANGS: &str = "`read` waits for something. It must give `None` at once if nothing is published, and both numbers at once if they are.";
const EXACT: &str = "Both numbers are given as they were published, whatever they are: none of them can mean \"nothing is there\", and none is cut to fewer bits.";
const AGAIN: &str =
    "The numbers stay where they are: `read` gives them as often as it is called, to everybody.";
const EACH: &str = "Each `Reading` has its own numbers. What is `static` belongs to all of them: put it into fields.";

fn new_reading() -> k::Reading {
    let new: fn() -> k::Reading = k::Reading::new;
    new()
}

fn publish(reading: &k::Reading, (celsius, percent): (i64, u64)) {
    let publish: fn(&k::Reading, i64, u64) = k::Reading::publish;
    publish(reading, celsius, percent);
}

fn read(reading: &k::Reading) -> Option<(i64, u64)> {
    let read: fn(&k::Reading) -> Option<(i64, u64)> = k::Reading::read;
    read(reading)
}

fn expect_none(reading: &k::Reading) {
    assert_same(
        "`read` before anything was published",
        read(reading),
        None,
        "As long as nothing is published there is nothing to give, not even zeros.",
    );
}

/// Before anything is published, `read` gives `None` at once.
/// Promises: 1
fn nothing_is_there_at_first() {
    let _hint = hang_hint(HANGS);
    let reading = Arc::new(new_reading());
    for _ in 0..3 {
        expect_none(&reading);
    }
    for count in sizes_from(1, "reader") {
        let readers: Vec<_> = (0..count)
            .map(|_| {
                let reading = reading.clone();
                thread::spawn(move || read(&reading))
            })
            .collect();
        for reader in readers {
            assert_same(
                "`read` in another thread, before anything was published",
                reader.join().expect("reading does not panic"),
                None,
                "As long as nothing is published there is nothing to give, not even zeros.",
            );
        }
    }
}

/// Once they are published, `read` gives both numbers as they are, whatever they are, again and again.
/// Promises: 2
fn the_numbers_are_given_exactly() {
    let _hint = hang_hint(HANGS);
    let numbers = [
        ("with small numbers", (21, 60)),
        ("with zeros", (0, 0)),
        ("with one zero", (0, 1)),
        ("with the other zero", (1, 0)),
        ("with numbers below zero", (-1, 1)),
        ("with equal numbers", (7, 7)),
        ("with numbers of 33 bits", (1 << 32, 1 << 32)),
        ("with numbers of 63 bits", (-(1 << 62) - 1, (1 << 62) + 1)),
        ("with the least numbers", (i64::MIN, 0)),
        ("with the greatest numbers", (i64::MAX, u64::MAX)),
        ("with the least and the greatest", (i64::MIN, u64::MAX)),
    ];
    for numbers in cases(numbers) {
        let reading = new_reading();
        expect_none(&reading);
        publish(&reading, numbers);
        assert_same("the numbers", read(&reading), Some(numbers), EXACT);
        for _ in 0..100 {
            assert_same(
                "the numbers, once more",
                read(&reading),
                Some(numbers),
                AGAIN,
            );
        }
    }
}

/// The numbers are there in every thread that has joined the one that published them, or was started afterwards.
/// Promises: 1, 2
fn other_threads_get_them() {
    let _hint = hang_hint(HANGS);
    let (reading, numbers) = (Arc::new(new_reading()), (-40, 13));
    let measuring = reading.clone();
    thread::spawn(move || publish(&measuring, numbers))
        .join()
        .expect("publishing does not panic");
    assert_same(
        "the numbers, once their thread was joined",
        read(&reading),
        Some(numbers),
        "They were published by another thread, which has ended: they are in the `Reading`, which both share, and not in the thread.",
    );
    for count in sizes_from(1, "reader") {
        for _ in 0..count {
            let reading = reading.clone();
            let given = thread::spawn(move || read(&reading)).join();
            assert_same(
                "the numbers in a thread of their reader",
                given.expect("reading does not panic"),
                Some(numbers),
                AGAIN,
            );
        }
    }
}

/// Each `Reading` has numbers of its own.
/// Promises: 6
fn each_reading_has_its_own_numbers() {
    let _hint = hang_hint(HANGS);
    for count in sizes_from(1, "reading") {
        let readings: Vec<k::Reading> = (0..count).map(|_| new_reading()).collect();
        let numbers = |at: usize| (-(at as i64), 2 * at as u64);
        for (at, reading) in readings.iter().enumerate() {
            assert_same(
                "one of which nothing was published",
                read(reading),
                None,
                EACH,
            );
            publish(reading, numbers(at));
        }
        for (at, reading) in readings.iter().enumerate() {
            assert_same(
                "one of many, once all were published",
                read(reading),
                Some(numbers(at)),
                EACH,
            );
        }
    }
}
