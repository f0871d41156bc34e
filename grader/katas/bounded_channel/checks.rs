//! Hidden checks of `bounded_channel`.

use bounded_channel as k;
use kata_kit::{
    Background, PATIENCE, assert_same, assert_that, cases, cpu_time, drop_while_unwinding,
    hang_hint, in_words, involuntary_context_switches, ms, sample_threads, sizes, sizes_from,
    voluntary_context_switches,
};
use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
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
        let _ = (sender.send(1_usize), other_sender.send(2_usize));
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
        let _ = sender.send(1_usize);
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
        let sent = sender.send(1_usize);
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

// A channel with so many values in it. Its ends are clones of those that it came with.
fn channel_with(values: usize, capacity: usize) -> (k::Sender<usize>, k::Receiver<usize>) {
    done_in_time(HAS_ROOM, move || {
        let (sender, receiver) = k::channel(capacity);
        for number in 0..values {
            let _ = sender.send(number);
        }
        (sender.clone(), receiver.clone())
    })
}

// A thread that waits in a channel.
struct Waiting {
    has_returned: Arc<AtomicBool>,
    // How often it went to sleep.
    naps: Background<u64>,
}

impl Waiting {
    fn in_call<T>(call: impl FnOnce() -> T + Send + 'static) -> Self {
        let has_returned = Arc::<AtomicBool>::default();
        let returned = has_returned.clone();
        let naps = Background::spawn(move || {
            let before = voluntary_context_switches();
            call();
            returned.store(true, SeqCst);
            let naps = before.zip(voluntary_context_switches());
            naps.map_or(0, |(before, after)| after - before)
        });
        Self { has_returned, naps }
    }

    fn expect_to_wait(&self, observed: &str, why: &str) {
        assert_that(!self.has_returned.load(SeqCst), observed, why);
    }

    // It was woken, and returns.
    fn naps(self, why: &str) -> u64 {
        self.naps.wait().unwrap_or_else(|| {
            sample_threads();
            let patience = in_words(PATIENCE);
            panic!("What a thread waited for was there, and after {patience} it had not gone on.\n{why}")
        })
    }
}

/// Whoever waits, to send or to receive, sleeps until it is woken, and then goes on.
/// Promises: 3, 4, 6, 7
/// Points: 3
fn whoever_waits_sleeps() {
    const PAUSE: Duration = ms(1000);
    // Spinning would use all of the pause, or, where other programs fight for the cores, a good part.
    const MOST: Duration = ms(60);
    // Where they fight for the cores, `yield_now` uses next to nothing, but is never asleep.
    const MOST_OFTEN: u64 = 25;
    // Once for every look; whoever is woken sleeps once for every wake.
    const MOST_NAPS: u64 = 40;
    const SPINS: &str = "A loop that looks again and again keeps a core busy: let the thread sleep, with a `Condvar` or `park`. (`yield_now`, `spin_loop` and `try_lock` do not.)";
    const FULL: &str = "While the channel is full `send` waits: it accepts no more, and gives a value back only when the last receiver is gone. (Count the receivers, in `clone` and in `drop`.)";
    const EMPTY: &str = "While the channel is empty `recv` waits: `None` is for the end, when the last sender is gone. (Count the senders, in `clone` and in `drop`.)";
    const TAKEN: &str =
        "Each value that is received makes room for one: wake one that waits to send.";
    const SENT: &str = "Each value that is sent is there for one: wake one that waits to receive.";
    let full = [1, 11, 1000].map(|capacity| (capacity, channel_with(capacity, capacity)));
    let (empty_sender, empty_receiver) = channel_with(0, 1);
    let (before, aside_before) = (cpu_time(), involuntary_context_switches());
    let senders = full.map(|(capacity, (sender, receiver))| {
        let waiting = Waiting::in_call(move || sender.send(capacity));
        (capacity, waiting, receiver)
    });
    let receiver = Waiting::in_call(move || empty_receiver.recv());
    thread::sleep(PAUSE);
    let used = before.zip(cpu_time()).map(|(before, after)| after - before);
    let aside = aside_before.zip(involuntary_context_switches());
    let aside = aside.map_or(0, |(before, after)| after - before);
    for (capacity, waiting, _) in &senders {
        let observed =
            format!("A channel with room for {capacity} was full, and one more `send` returned.");
        waiting.expect_to_wait(&observed, FULL);
    }
    receiver.expect_to_wait(
        "A channel was empty, its sender was there, and `recv` returned.",
        EMPTY,
    );
    let mut naps = Vec::new();
    for (_, waiting, receiver) in senders {
        // The end stays until the other side has gone on.
        let receiver = done_in_time(HAS_VALUES, move || {
            receiver.recv();
            receiver
        });
        naps.push(waiting.naps(TAKEN));
        drop(receiver);
    }
    let sender = done_in_time(HAS_ROOM, move || {
        let _ = empty_sender.send(1);
        empty_sender
    });
    naps.push(receiver.naps(SENT));
    drop(sender);
    let used = used.unwrap_or_default();
    let naps = naps.into_iter().max().unwrap_or_default();
    // Who naps may use some CPU time as well.
    let only_naps = naps > MOST_NAPS && used < PAUSE / 5;
    assert_that(
        used <= MOST || only_naps,
        &format!(
            "Some threads waited for {PAUSE:?}, and meanwhile {used:?} of CPU time were used."
        ),
        SPINS,
    );
    assert_that(
        aside <= MOST_OFTEN || only_naps,
        &format!(
            "Some threads waited for {PAUSE:?}, and meanwhile they left their cores to others {aside} times and wanted them back at once."
        ),
        SPINS,
    );
    assert_that(
        naps <= MOST_NAPS,
        &format!("A thread waited for {PAUSE:?}, and meanwhile it went to sleep {naps} times."),
        "Sleep until somebody wakes you, not for some milliseconds again and again: who looks for itself comes late and never rests.",
    );
}
