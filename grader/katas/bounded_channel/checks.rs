//! Hidden checks of `bounded_channel`.

use bounded_channel as k;
use kata_kit::{
    Background, PATIENCE, assert_same, assert_that, cases, cpu_time, drop_while_unwinding,
    hang_hint, in_words, involuntary_context_switches, ms, sample_threads, sizes, sizes_from,
    voluntary_context_switches,
};
use std::{
    cell::Cell,
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

const HAS_ROOM: &str = "A `send` into a channel that has room does not wait, not even for somebody who receives: as many values as `capacity` says are kept.";
const HAS_VALUES: &str =
    "A `recv` from a channel that has values does not wait, whether there are senders or not.";
const ORDER: &str = "A queue: what was put in first is taken out first. (Places that are used again and again need both a first and a last.)";
const LEFT: &str = "When the last sender is gone, what it has sent is still there: `recv` gives all of that first, and only then `None`.";
const ENDED: &str = "When the last sender is gone and the channel is empty, `recv` gives `None`, again and again. Count the senders: each `clone` is one more, each `drop` one less.";
const STILL_ONE: &str =
    "As long as one of the ends is there, its side goes on: count them, in `clone` and in `drop`.";
const NOBODY_RECEIVES: &str = "When the last receiver is gone, `send` gives the value back, whether there is room or not. Count the receivers: each `clone` is one more, each `drop` one less.";
const THE_VALUE: &str = "`send` gives back the value that it was given, and keeps nothing of it.";
const DROPPED: &str = "What was accepted and not received is dropped with the channel, once. Is something left behind that nobody can reach any more, or a circle of `Arc`s?";
const UNWINDING: &str = "A panic drops the ends, too, and the others must hear of it: `drop` does the same whether its thread panics or not.";
const OWN: &str = "Each channel has a queue of its own. What is `static` belongs to all of them.";

// Runs `work` on a thread of its own. If it is not done in time, the check fails.
fn done_in_time<T: Send + 'static>(why: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let _hint = hang_hint(why);
    Background::spawn(work).wait().unwrap_or_else(|| {
        sample_threads();
        let patience = in_words(PATIENCE);
        panic!("It was not done after {patience}.\n{why}")
    })
}

// A value that is counted as long as it is there.
struct Counted(Arc<AtomicUsize>, usize);

impl Counted {
    fn new(there: &Arc<AtomicUsize>, number: usize) -> Self {
        there.fetch_add(1, SeqCst);
        Self(there.clone(), number)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        // Below zero it would be a very large number.
        self.0.fetch_sub(1, SeqCst);
    }
}

/// As many values as there is room for are kept without anybody receiving, and come out in their order.
/// Promises: 1, 2, 4
/// Points: 2
fn values_come_out_in_their_order() {
    for capacity in cases([1, 2, 11, 100, 1000].map(|n| (format!("with room for {n}"), n))) {
        let (sent, received) = done_in_time(HAS_ROOM, move || {
            let (sender, receiver) = k::channel(capacity);
            let mut numbers = 0..;
            let sent: Vec<usize> = numbers.by_ref().take(capacity).collect();
            let refused = sent.iter().find(|number| sender.send(**number).is_err());
            assert_that(
                refused.is_none(),
                "There was a receiver, and `send` gave the value back.",
                STILL_ONE,
            );
            // Each place is used more than once.
            let mut received = Vec::new();
            let more: Vec<usize> = numbers.take(2 * capacity + 1).collect();
            for number in &more {
                received.extend(receiver.recv());
                let _ = sender.send(*number);
            }
            received.extend((0..capacity).filter_map(|_| receiver.recv()));
            ([sent, more].concat(), received)
        });
        assert_same("what was received", received, sent, ORDER);
    }

    // Values of other kinds: that borrow, of no size, equal ones.
    let texts = [String::from("borrowed"), String::new()];
    let borrowed = {
        let _hint = hang_hint(HAS_ROOM);
        let (sender, receiver) = k::channel::<&str>(2);
        let sent = texts.each_ref().map(|text| sender.send(text));
        assert_same("what `send` gave", sent, [Ok(()); 2], STILL_ONE);
        [(); 2].map(|()| receiver.recv())
    };
    assert_same(
        "what was received",
        borrowed,
        [Some("borrowed"), Some("")],
        ORDER,
    );
    let received = done_in_time(HAS_ROOM, || {
        let (sender, receiver) = k::channel(3);
        let _ = [(); 3].map(|unit| sender.send(unit));
        drop(sender);
        [(); 4].map(|()| receiver.recv())
    });
    assert_same(
        "values without a size",
        received,
        [Some(()), Some(()), Some(()), None],
        ORDER,
    );

    let of_both = done_in_time(HAS_ROOM, || {
        let ((sender, receiver), (other_sender, other_receiver)) = (k::channel(1), k::channel(1));
        let _ = (sender.send(1), other_sender.send(2));
        (other_receiver.recv(), receiver.recv())
    });
    assert_same(
        "what came out of two channels",
        of_both,
        (Some(2), Some(1)),
        OWN,
    );
}

/// Clones of an end are ends of the same channel.
/// Promises: 1, 8
fn clones_are_ends_of_the_same_channel() {
    fn is_sent<T: Send>(end: T) -> T {
        end
    }
    for n in sizes_from(1, "clone") {
        let (received, ended) = done_in_time(HAS_VALUES, move || {
            // A `Cell` can be sent, but not shared.
            let (sender, receiver) = is_sent(k::channel(n));
            let senders: Vec<_> = (0..n).map(|_| sender.clone()).collect();
            let receivers: Vec<_> = (0..n).map(|_| receiver.clone()).collect();
            drop((sender, receiver));
            for (number, sender) in senders.iter().enumerate() {
                let refused = sender.send(Cell::new(number)).is_err();
                assert_that(
                    !refused,
                    "A clone of the receiver was there, and `send` gave the value back.",
                    STILL_ONE,
                );
            }
            drop(senders);
            let received: Vec<_> = receivers
                .iter()
                .map(|end| end.recv().map(Cell::into_inner))
                .collect();
            let ended = receivers.iter().all(|end| end.recv().is_none());
            (received, ended)
        });
        let promised: Vec<_> = (0..n).map(Some).collect();
        assert_same(
            "what clones received of what clones sent",
            received,
            promised,
            LEFT,
        );
        assert_that(
            ended,
            "All senders were gone and all values received, and there was one more.",
            ENDED,
        );
    }
}

/// When the last sender is gone, what is left is received, and then `None`, again and again.
/// Promises: 6, 8
/// Points: 2
fn the_last_sender_ends_it() {
    for panics in cases([("dropped", false), ("dropped by a panic", true)]) {
        for n in sizes("value") {
            let why = if panics { UNWINDING } else { ENDED };
            let (received, ended) = done_in_time(why, move || {
                let (sender, receiver) = k::channel(n.max(1));
                let other = sender.clone();
                for number in 0..n {
                    let _ = sender.send(number);
                }
                if panics {
                    drop_while_unwinding(sender);
                    drop_while_unwinding(other);
                } else {
                    drop(sender);
                    drop(other);
                }
                let received: Vec<_> = (0..n).map(|_| receiver.recv()).collect();
                let clone = receiver.clone();
                (received, [receiver.recv(), clone.recv(), receiver.recv()])
            });
            let promised: Vec<_> = (0..n).map(Some).collect();
            assert_same(
                "what was received after the last sender was gone",
                received,
                promised,
                LEFT,
            );
            assert_same("what `recv` gave then", ended, [None; 3], ENDED);
        }
    }

    let received = done_in_time(HAS_VALUES, || {
        let (sender, receiver) = k::channel(2);
        drop(sender.clone());
        let _ = sender.send(1);
        receiver.recv()
    });
    assert_same(
        "what was received after a clone of the sender was gone",
        received,
        Some(1),
        STILL_ONE,
    );
}

/// When the last receiver is gone, `send` gives the value back.
/// Promises: 5, 8
/// Points: 2
fn without_receivers_the_value_comes_back() {
    for panics in cases([("dropped", false), ("dropped by a panic", true)]) {
        for n in sizes("value") {
            let why = if panics { UNWINDING } else { NOBODY_RECEIVES };
            let back = done_in_time(why, move || {
                // There is room for one more, and then there is none.
                let mut back = Vec::new();
                for capacity in [n + 1, n.max(1)] {
                    let (sender, receiver) = k::channel(capacity);
                    let other = receiver.clone();
                    for number in 0..n {
                        let _ = sender.send(number.to_string());
                    }
                    if panics {
                        drop_while_unwinding(receiver);
                        drop_while_unwinding(other);
                    } else {
                        drop(receiver);
                        drop(other);
                    }
                    let clone = sender.clone();
                    back.push(sender.send("value".into()));
                    back.push(clone.send("another".into()));
                }
                back
            });
            let comes_back = |result: &Result<(), String>| result.is_err();
            let accepted = back.iter().filter(|result| !comes_back(result)).count();
            assert_same(
                "how many values were accepted when the last receiver was gone",
                accepted,
                0,
                why,
            );
            let [one, other] = ["value", "another"].map(|text| Err(text.to_string()));
            let promised = [one.clone(), other.clone(), one, other].to_vec();
            assert_same("what `send` gave back", back, promised, THE_VALUE);
        }
    }

    let sent = done_in_time(HAS_ROOM, || {
        let (sender, receiver) = k::channel(2);
        drop(receiver.clone());
        let sent = sender.send(1);
        (sent, receiver.recv())
    });
    let what = "`send` and `recv` after a clone of the receiver was gone";
    assert_same(what, sent, (Ok(()), Some(1)), STILL_ONE);
}

/// Each value is received once, or dropped once when the last end is gone at the latest.
/// Promises: 1
fn values_are_dropped_once() {
    for receivers_first in cases([
        ("when the senders go first", false),
        ("when the receivers go first", true),
    ]) {
        for n in sizes("left value") {
            let (kept, at_the_end) = done_in_time(HAS_ROOM, move || {
                let there = Arc::default();
                let (sender, receiver) = k::channel(n + 1);
                let _ = sender.send(Counted::new(&there, 0));
                let received = receiver.recv();
                for number in 0..n {
                    let _ = sender.send(Counted::new(&there, number + 1));
                }
                let kept = received.map(|value| (value.1, there.load(SeqCst)));
                if receivers_first {
                    drop(receiver);
                    // It comes back, and is dropped here.
                    drop(sender.send(Counted::new(&there, 0)));
                    drop(sender);
                } else {
                    drop(sender);
                    drop(receiver);
                }
                (kept, there.load(SeqCst))
            });
            // The one that was received is gone when it has been looked at.
            assert_same(
                "the value that was received, and how many there were",
                kept,
                Some((0, n + 1)),
                DROPPED,
            );
            assert_same(
                "how many values were left when all ends were gone",
                at_the_end,
                0,
                DROPPED,
            );
        }
    }
}

/// Whoever waits, to send or to receive, sleeps until it is woken.
/// Promises: 7
/// Points: 2
fn whoever_waits_sleeps() {
    const PAUSE: Duration = ms(1000);
    // Spinning would use all of the pause, or, where other programs fight for the cores, a good part.
    const MOST: Duration = ms(25);
    // Where they fight for the cores, `yield_now` uses next to nothing, but is never asleep.
    const MOST_OFTEN: u64 = 25;
    // Once for every look; whoever is woken sleeps once for every wake.
    const MOST_NAPS: u64 = 40;
    const SPINS: &str = "A loop that looks again and again keeps a core busy: let the thread sleep, with a `Condvar` or `park`. (`yield_now`, `spin_loop` and `try_lock` do not.)";
    const NEVER: &str = "Two threads waited in one channel each, one for room and one for a value, and when that was there one of them did not go on.";
    // How often a thread went to sleep in `work`.
    fn naps_in(work: impl FnOnce()) -> u64 {
        let before = voluntary_context_switches();
        work();
        let naps = before.zip(voluntary_context_switches());
        naps.map_or(0, |(before, after)| after - before)
    }
    let (full, full_receiver) = k::channel(1);
    let (empty_sender, empty) = k::channel(1);
    done_in_time(HAS_ROOM, {
        let full = full.clone();
        move || full.send(0)
    })
    .unwrap_or_else(|_| {
        panic!("There was a receiver, and `send` gave the value back.\n{STILL_ONE}")
    });
    let (before, aside_before) = (cpu_time(), involuntary_context_switches());
    let sends = Background::spawn(move || {
        naps_in(|| {
            let _ = full.send(1);
        })
    });
    let receives = Background::spawn(move || {
        naps_in(|| {
            let _ = empty.recv();
        })
    });
    thread::sleep(PAUSE);
    let used = before.zip(cpu_time()).map(|(before, after)| after - before);
    let aside = aside_before.zip(involuntary_context_switches());
    let aside = aside.map_or(0, |(before, after)| after - before);
    let goes_on = Background::spawn(move || {
        let received = full_receiver.recv();
        // The other end stays until both have gone on.
        (received, empty_sender.send(1), full_receiver)
    });
    let _hint = hang_hint(NEVER);
    let never = || -> u64 {
        sample_threads();
        panic!("It was not done after {}.\n{NEVER}", in_words(PATIENCE))
    };
    let naps = [sends, receives].map(|waits| waits.wait().unwrap_or_else(never));
    drop(goes_on.wait());
    let used = used.unwrap_or_default();
    assert_that(
        used <= MOST,
        &format!("Two threads waited for {PAUSE:?}, and meanwhile {used:?} of CPU time were used."),
        SPINS,
    );
    assert_that(
        aside <= MOST_OFTEN,
        &format!(
            "Two threads waited for {PAUSE:?}, and meanwhile they left their core to others {aside} times and wanted it back at once."
        ),
        SPINS,
    );
    let most = naps.into_iter().max().unwrap_or_default();
    assert_that(
        most <= MOST_NAPS,
        &format!("A thread waited for {PAUSE:?}, and meanwhile it went to sleep {most} times."),
        "Sleep until somebody wakes you, not for some milliseconds again and again: who looks for itself comes late and never rests.",
    );
}

fn results<T>(threads: Vec<thread::JoinHandle<T>>) -> Vec<T> {
    let joined = threads.into_iter().map(thread::JoinHandle::join);
    joined
        .map(|result| result.unwrap_or_else(|panic| resume_unwind(panic)))
        .collect()
}

/// Many threads send and receive at the same time, and each value arrives once, those of a sender in order.
/// Promises: 1, 2, 8
fn many_threads_share_it() {
    const EACH: usize = 100;
    const STUCK: &str = "Several threads sent and received, and at some moment all of them waited: a wake was lost, or one end was forgotten.";
    const ONCE: &str = "Look whether there is a value and take it under one lock, and do the same with the room: between two locks another thread is quicker.";
    let _hint = hang_hint(STUCK);
    for capacity in cases([("with room for one", 1), ("with room for 3", 3)]) {
        let (sender, receiver) = k::channel(capacity);
        let received: Arc<AtomicUsize> = Arc::default();
        let ends = [0, 1, 2].map(|name| (name, sender.clone(), receiver.clone()));
        drop((sender, receiver));
        let (mut senders, mut receivers) = (Vec::new(), Vec::new());
        for (name, sender, receiver) in ends {
            let send = move || (0..EACH).all(|number| sender.send((name, number)).is_ok());
            senders.push(thread::spawn(send));
            let received = received.clone();
            receivers.push(thread::spawn(move || {
                let mut values = Vec::new();
                while let Some(value) = receiver.recv() {
                    values.push(value);
                    received.fetch_add(1, SeqCst);
                }
                values
            }));
        }
        // As long as it goes on it is not stuck, however busy the machine is.
        let (mut last, mut since) = (0, Instant::now());
        while !receivers.iter().all(|thread| thread.is_finished()) {
            let now = received.load(SeqCst);
            if now > last {
                (last, since) = (now, Instant::now());
            }
            if since.elapsed() > PATIENCE {
                sample_threads();
                let (all, patience) = (3 * EACH, in_words(PATIENCE));
                panic!(
                    "3 threads sent and 3 received. After {last} of {all} values nothing came for {patience}.\n{STUCK}"
                );
            }
            thread::sleep(ms(1));
        }
        let (values, all_sent) = (results(receivers), results(senders));
        assert_same(
            "whether all was accepted",
            all_sent,
            vec![true; 3],
            STILL_ONE,
        );
        for values in &values {
            for name in [0, 1, 2] {
                let of_one = values.iter().filter(|value| value.0 == name);
                assert_that(
                    of_one.is_sorted(),
                    "A receiver got values of one sender in another order than they were sent.",
                    ORDER,
                );
            }
        }
        let mut all = values.concat();
        all.sort_unstable();
        let promised: Vec<_> = [0, 1, 2]
            .into_iter()
            .flat_map(|name| (0..EACH).map(move |number| (name, number)))
            .collect();
        assert_same("all that was received", all, promised, ONCE);
    }
}
