//! Hidden checks of `bounded_channel` that are run in every order of their threads.

use bounded_channel as k;
use kata_kit::{assert_same, assert_that, hang_hint};
// The notes of a check are no steps of its threads.
use kata_orders::real_std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use kata_orders::{Wakes, one_of};
use std::{sync::Arc, thread};

const AGAIN: &str = "`wait` may return although nothing has changed: another thread was quicker, or it was for nothing at all. Look again, in a `while` or with `wait_while`; an `if` looks once.";
const LOOK_AND_TAKE: &str = "`None` is for the end. `wait` may return although there is nothing: another thread was quicker, or it was for nothing at all. Look again, in a `while` or with `wait_while`, and take the value under the same lock.";
const LOOK_AND_DO: &str = "Look for room and put the value in under one lock: between two locks another sender is quicker.";
const NOT_WOKEN_TO_SEND: &str = "Everybody waits, although there is room or a value. Each `recv` makes room for one, so each wakes one that waits to send, whether it was full or not. With one condition for both sides, `notify_one` may wake somebody who waits for the other thing.";
const NOT_WOKEN_TO_RECEIVE: &str = "Everybody waits, although there is a value or room. Each `send` brings a value for one, so each wakes one that waits to receive, whether it was empty or not. With one condition for both sides, `notify_one` may wake somebody who waits for the other thing.";
const LAST_SENDER: &str = "When the last sender is gone, all who wait in `recv` have to know: change the number of senders under the lock that they look under, then `notify_all`, because `notify_one` wakes one of them.";
const LAST_RECEIVER: &str = "When the last receiver is gone, all who wait in `send` have to know: change the number of receivers under the lock that they look under, then `notify_all`, because `notify_one` wakes one of them.";

// What the threads of a check note of their calls.
struct Notes {
    capacity: usize,
    accepted: AtomicUsize,
    // Calls of `recv` that have begun.
    begun: AtomicUsize,
    // The most that were accepted beyond what may be.
    too_many: AtomicUsize,
}

impl Notes {
    fn new(capacity: usize) -> Arc<Self> {
        Arc::new(Self {
            capacity,
            accepted: AtomicUsize::new(0),
            begun: AtomicUsize::new(0),
            too_many: AtomicUsize::new(0),
        })
    }

    fn send(&self, sender: &k::Sender<u32>, value: u32) -> Result<(), u32> {
        let sent = sender.send(value);
        if sent.is_ok() {
            let accepted = self.accepted.fetch_add(1, Relaxed) + 1;
            let most = self.capacity + self.begun.load(Relaxed);
            self.too_many
                .fetch_max(accepted.saturating_sub(most), Relaxed);
        }
        sent
    }

    fn recv(&self, receiver: &k::Receiver<u32>) -> Option<u32> {
        self.begun.fetch_add(1, Relaxed);
        receiver.recv()
    }

    fn accepted(&self) -> usize {
        self.accepted.load(Relaxed)
    }

    fn expect_not_too_many(&self) {
        assert_same(
            "how many values were accepted beyond the capacity and the calls of `recv`",
            self.too_many.load(Relaxed),
            0,
            &format!("{AGAIN} {LOOK_AND_DO}"),
        );
    }
}

// Returns when no other thread can go on.
fn wait_until_all_others_wait() {
    Wakes::new().wait_for_one();
}

/// What one thread sends another receives, in order, and then `None`.
/// Promises: 1, 2, 3, 6
/// Follows: values_come_out_in_their_order, the_last_sender_ends_it, whoever_waits_sleeps
/// Points: 2
fn one_sends_and_one_receives() {
    let _hint = hang_hint(
        "Everybody waits: one for room or for a value that is there, or for the other end, which is gone. Who changes what others wait for has to wake them, and who waits has to look under the same lock first.",
    );
    let notes = Notes::new(1);
    let (sender, receiver) = k::channel(1);
    let noted = notes.clone();
    let other = thread::spawn(move || [0, 1].map(|value| noted.send(&sender, value)));
    let received = [(); 3].map(|()| notes.recv(&receiver));
    let sent = other.join().expect("`send` does not panic");
    notes.expect_not_too_many();
    let promised = [Some(0), Some(1), None];
    assert_same("what was received", received, promised, LOOK_AND_TAKE);
    assert_same("what `send` gave", sent, [Ok(()); 2], LAST_RECEIVER);
}

/// As many values are accepted as there is room for, and one more for each that was received.
/// Promises: 3, 4
/// Follows: whoever_waits_sleeps
/// Points: 2
fn a_full_channel_makes_send_wait() {
    let _hint = hang_hint(NOT_WOKEN_TO_SEND);
    let (capacity, senders, each) = one_of([
        (1, 1, 3),
        (2, 1, 4),
        (3, 1, 5),
        (11, 1, 13),
        (1, 2, 1),
        (2, 3, 1),
    ]);
    let notes = Notes::new(capacity);
    let (sender, receiver) = k::channel(capacity);
    let mut ends = vec![sender.clone(); senders - 1];
    ends.push(sender);
    let send_all = |sender: k::Sender<u32>| {
        let notes = notes.clone();
        move || {
            for value in (0..).take(each) {
                let _ = notes.send(&sender, value);
            }
        }
    };
    let others = ends
        .into_iter()
        .map(|sender| thread::spawn(send_all(sender)));
    let others: Vec<_> = others.collect();
    let all = senders * each;
    let accepted: Vec<usize> = (0..all)
        .map(|_| {
            wait_until_all_others_wait();
            let accepted = notes.accepted();
            notes.recv(&receiver);
            accepted
        })
        .collect();
    for other in others {
        other.join().expect("`send` does not panic");
    }
    let promised: Vec<usize> = (0..all)
        .map(|received| all.min(capacity + received))
        .collect();
    assert_same(
        &format!(
            "how many of {all} values were accepted, with room for {capacity}, when none had been received, one, and so on"
        ),
        accepted,
        promised,
        &format!(
            "`send` goes on as long as there is room, and not longer. Room is for exactly so many values as `capacity` says. {LOOK_AND_DO}"
        ),
    );
}

/// Two that wait to send go on when there is room, each of them.
/// Promises: 1, 3, 4
/// Follows: whoever_waits_sleeps
/// Points: 3
fn two_senders_wait_for_room() {
    let _hint = hang_hint(NOT_WOKEN_TO_SEND);
    let capacity = one_of([1, 2]);
    let notes = Notes::new(capacity);
    let (sender, receiver) = k::channel(capacity);
    for value in (0..).take(capacity) {
        let _ = notes.send(&sender, value);
    }
    let senders = [(sender.clone(), 10), (sender, 20)];
    // A thread gives its end back, so that it is not dropped meanwhile.
    let mut sent = [None, None];
    let received = thread::scope(|scope| {
        for ((sender, value), sent) in senders.into_iter().zip(&mut sent) {
            let notes = &notes;
            scope.spawn(move || *sent = Some((notes.send(&sender, value), sender)));
        }
        [(); 2].map(|()| notes.recv(&receiver))
    });
    notes.expect_not_too_many();
    drop(sent);
    let left = std::iter::from_fn(|| notes.recv(&receiver));
    let mut all: Vec<u32> = received.into_iter().flatten().chain(left).collect();
    all.sort_unstable();
    let mut promised: Vec<u32> = (0..).take(capacity).collect();
    promised.extend([10, 20]);
    assert_same("all that was received", all, promised, LOOK_AND_DO);
}

/// Two that wait to receive go on when there are values, each of them.
/// Promises: 1, 3, 6
/// Follows: whoever_waits_sleeps
/// Points: 3
fn two_receivers_wait_for_values() {
    let _hint = hang_hint(NOT_WOKEN_TO_RECEIVE);
    let capacity = one_of([1, 2]);
    let notes = Notes::new(capacity);
    let (sender, receiver) = k::channel(capacity);
    let mut received = [None, None];
    thread::scope(|scope| {
        for (receiver, received) in [receiver.clone(), receiver].into_iter().zip(&mut received) {
            let notes = &notes;
            scope.spawn(move || *received = Some((notes.recv(&receiver), receiver)));
        }
        for value in [10, 20] {
            let _ = notes.send(&sender, value);
        }
    });
    notes.expect_not_too_many();
    let mut values = received.map(|received| received.and_then(|(value, _)| value));
    values.sort_unstable();
    assert_same(
        "what the two received",
        values,
        [Some(10), Some(20)],
        LOOK_AND_TAKE,
    );
}

/// When the last sender goes, two that wait to receive are given what is left, and `None`.
/// Promises: 6
/// Follows: the_last_sender_ends_it, whoever_waits_sleeps
/// Points: 2
fn the_last_sender_goes_while_two_wait() {
    let _hint = hang_hint(LAST_SENDER);
    let sends = one_of([false, true]);
    let (sender, receiver) = k::channel(1);
    let mut received = [None, None];
    thread::scope(|scope| {
        for (receiver, received) in [receiver.clone(), receiver].into_iter().zip(&mut received) {
            scope.spawn(move || *received = Some((receiver.recv(), receiver)));
        }
        if sends {
            let _ = sender.send(10);
        }
        drop(sender);
    });
    let mut values = received.map(|received| received.and_then(|(value, _)| value));
    values.sort_unstable();
    let promised = [None, sends.then_some(10)];
    assert_same("what the two received", values, promised, LOOK_AND_TAKE);
}

/// When the last receiver goes, two that wait to send are given their values back.
/// Promises: 5
/// Follows: without_receivers_the_value_comes_back, whoever_waits_sleeps
/// Points: 2
fn the_last_receiver_goes_while_two_wait() {
    let _hint = hang_hint(LAST_RECEIVER);
    let (sender, receiver) = k::channel(1);
    let first = sender.send(0);
    let senders = [(sender.clone(), 10), (sender, 20)];
    let mut sent = [None, None];
    thread::scope(|scope| {
        for ((sender, value), sent) in senders.into_iter().zip(&mut sent) {
            scope.spawn(move || *sent = Some((sender.send(value), sender)));
        }
        drop(receiver);
    });
    assert_same(
        "what the `send` into an empty channel gave",
        first,
        Ok(()),
        LOOK_AND_DO,
    );
    let sent = sent.map(|sent| sent.map(|(sent, _)| sent));
    assert_same(
        "what the two gave that waited to send",
        sent,
        [Some(Err(10)), Some(Err(20))],
        "Nobody can receive any more: `send` gives the value back, also if it has been waiting. Look for that, too, when the wait is over.",
    );
}

/// Ends that go at the same time are all counted.
/// Promises: 5, 6
/// Follows: the_last_sender_ends_it, without_receivers_the_value_comes_back, whoever_waits_sleeps
fn two_ends_go_at_the_same_time() {
    const COUNT: &str = "Two dropped their ends at the same time, and neither knew that it was the last: count them in one step, or under one lock.";
    let _hint = hang_hint(COUNT);
    let (sender, receiver) = k::channel(1);
    if one_of([true, false]) {
        let senders = [sender.clone(), sender];
        let received = thread::scope(|scope| {
            for sender in senders {
                scope.spawn(move || drop(sender));
            }
            receiver.recv()
        });
        assert_same("what was received", received, None::<u32>, LOOK_AND_TAKE);
    } else {
        let receivers = [receiver.clone(), receiver];
        let _ = sender.send(0);
        let sent = thread::scope(|scope| {
            for receiver in receivers {
                scope.spawn(move || drop(receiver));
            }
            sender.send(1)
        });
        assert_same(
            "what `send` into the full channel gave",
            sent,
            Err(1),
            COUNT,
        );
    }
}

/// A value that is sent as the last receiver goes is given back, or dropped with the channel.
/// Promises: 1, 5
/// Follows: without_receivers_the_value_comes_back, values_are_dropped_once, whoever_waits_sleeps
fn a_send_meets_the_drop_of_the_last_receiver() {
    let _hint = hang_hint(LAST_RECEIVER);
    let value = Arc::new(());
    let (sender, receiver) = k::channel(1);
    let other = thread::spawn(move || drop(receiver));
    let first = sender.send(value.clone());
    let second = sender.send(value.clone());
    other.join().expect("dropping an end does not panic");
    let back = [&first, &second]
        .into_iter()
        .filter(|sent| sent.is_err())
        .count();
    assert_that(
        second.is_err(),
        "There was room for one value and nobody received, and two were accepted.",
        LOOK_AND_DO,
    );
    let again = sender.send(value.clone());
    assert_that(
        again.is_err(),
        "The last receiver was gone, and `send` did not give the value back.",
        "Who sends has to learn that nobody can receive it any more.",
    );
    drop(again);
    drop(sender);
    assert_same(
        "how many values there were when all ends were gone, beside those that were given back",
        Arc::strong_count(&value) - 1 - back,
        0,
        "What was accepted and not received is dropped with the last end.",
    );
}
