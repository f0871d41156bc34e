//! Hidden checks of `async_semaphore`.

use async_semaphore as k;
use kata_kit::{
    Background, Gauge, PATIENCE, Wakes, assert_same, assert_that, cases, caught_call,
    drop_while_unwinding, futures::executor::block_on, hang_hint, in_words, ms, sample_threads,
    sizes, sizes_from,
};
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    thread,
};

const HANGS: &str = "Nobody but tasks waits for a permit, so `acquire`, `free` and the drop of a permit come back at once. Is a lock taken twice by one thread, or held where a waker or a `drop` needs it?";
const FREE_IS_TAKEN: &str =
    "If a permit is free and nobody waits, the first poll takes it: there is nothing to wait for.";
const TOO_MANY: &str = "Each permit that is given has to be counted until it is dropped, and what comes back to one who waits is not free.";
const NOBODY_WOKEN: &str = "A permit that comes back has to wake the one it goes to: keep the waker of each that waits, and call it.";
const NOT_ALL: &str = "One permit is for one, and one wake is enough: who wakes all that wait lets them race, and all but one are polled for nothing.";
const NEXT: &str = "Each permit goes to another one: who was given one leaves the queue at that moment, not when it is polled.";
const NO_WAKE_FOR_NOTHING: &str = "Only a permit that comes back is a reason to wake somebody. Waking yourself in `poll` is a busy loop.";
const LONGEST: &str = "A queue: who begins to wait goes to its end, and the first in it gets the next permit. To be polled again changes no place, and no other permits are needed for that.";
const LATEST: &str = "Every poll may come with another waker, because a future can move to another task: store the waker in every poll, not in the first only.";
const OVERTAKEN: &str = "A permit that has come back belongs to the one who has waited longest, from that moment on, also before it is polled. If it just becomes free, whoever comes at the right moment takes it.";
const GAVE_UP_WAITING: &str = "One that waits may be dropped, by a timeout for example. It has to leave the queue, or a permit goes to nobody. Let a value with a `Drop` live across the `.await`.";
const GAVE_UP_WOKEN: &str = "One that was given a permit may be dropped before it is polled again. Then the permit is not lost: hand it to the next in line and wake that one, or make it free.";
const GAVE_NOTHING_UP: &str = "Only one that has begun to wait is in the queue, and only one that was given a permit and has not taken it has one to hand on.";
const NOTHING_TO_GIVE: &str = "One that is still in the queue has no permit: it leaves the queue, and that is all. Only one that was given a permit hands it on.";
const UNWINDING: &str = "A panic drops futures and permits as well: `drop` does the same whether its thread panics or not.";
const FREE_COUNTS: &str = "`free` counts the permits that nobody holds and nobody was given: one that was handed to somebody who has not been polled yet is not free.";
const GREATEST: &str = "Any number of permits is fine, also the greatest: take nothing for each of them, add nothing to it, and do not limit it.";
const OWN: &str =
    "Each semaphore has permits and a queue of its own. What is `static` belongs to all of them.";

// A call of `acquire`, with the wakes of its latest poll.
struct Turn<'a> {
    future: Option<Pin<Box<dyn Future<Output = k::Permit<'a>> + 'a>>>,
    wakes: Wakes,
}

impl<'a> Turn<'a> {
    fn new(semaphore: &'a k::Semaphore) -> Self {
        Self {
            future: Some(Box::pin(semaphore.acquire())),
            wakes: Wakes::new(),
        }
    }

    // When it has its permit, the future is dropped.
    fn poll(&mut self) -> Option<k::Permit<'a>> {
        let waker = self.wakes.waker();
        let future = self.future.as_mut()?;
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(permit) => {
                self.future = None;
                Some(permit)
            }
            Poll::Pending => None,
        }
    }

    fn expect_pending(&mut self, observed: &str, why: &str) {
        assert_that(self.poll().is_none(), observed, why);
    }

    // Its poll after a permit came back to it.
    fn expect_permit(&mut self, why: &str) -> k::Permit<'a> {
        let Some(permit) = self.poll() else {
            panic!(
                "The one that a permit had come back to was polled, and is still pending.\n{why}"
            );
        };
        permit
    }

    fn expect_woken(&self, when: &str, why: &str) {
        assert_that(
            self.wakes.count() > 0,
            &format!("{when}, and the waker of the one who has waited longest was not called."),
            why,
        );
    }
}

// A permit that is free.
fn take(semaphore: &k::Semaphore) -> k::Permit<'_> {
    let Some(permit) = Turn::new(semaphore).poll() else {
        panic!("A permit was free, nobody waited, and `acquire` was pending.\n{FREE_IS_TAKEN}");
    };
    permit
}

fn take_all(semaphore: &k::Semaphore, permits: usize) -> Vec<k::Permit<'_>> {
    (0..permits).map(|_| take(semaphore)).collect()
}

// So many that wait, because all permits are held.
fn waiting(semaphore: &k::Semaphore, count: usize) -> Vec<Turn<'_>> {
    let turns = (0..count).map(|_| {
        let mut turn = Turn::new(semaphore);
        turn.expect_pending(
            "All permits were held, and one more call of `acquire` got one.",
            TOO_MANY,
        );
        turn
    });
    turns.collect()
}

fn wakes_of(turns: &[Turn<'_>]) -> Vec<usize> {
    turns.iter().map(|turn| turn.wakes.count()).collect()
}

fn expect_free(semaphore: &k::Semaphore, when: &str, promised: usize, why: &str) {
    assert_same(&format!("`free` {when}"), semaphore.free(), promised, why);
}

/// As many permits are held at the same time as there are, and no more.
/// Promises: 1
fn so_many_are_held_and_no_more() {
    let _hint = hang_hint(HANGS);
    for n in sizes("permit") {
        let semaphore = k::Semaphore::new(n);
        // What came back can be taken once more.
        for _ in cases([("the first time", ()), ("the second time", ())]) {
            let mut held = take_all(&semaphore, n);
            let mut late = waiting(&semaphore, 1);
            if held.pop().is_some() {
                let permit = late[0].poll();
                assert_that(
                    permit.is_some(),
                    "A permit came back, and the only one who waited was polled and is still pending.",
                    "A permit can be used again and again: dropping it gives it back.",
                );
                let mut later = waiting(&semaphore, 1);
                later[0].expect_pending(
                    "All permits were held again, and one more got one.",
                    TOO_MANY,
                );
                drop(permit);
                drop(later[0].poll());
            } else {
                // Who waits for none gives up in the end, which another check is about.
                break;
            }
        }
    }

    let (one, other) = (k::Semaphore::new(1), k::Semaphore::new(1));
    let held = take(&one);
    let of_other = Turn::new(&other).poll();
    assert_that(
        of_other.is_some(),
        "The permit of one semaphore was held, and another one gave none.",
        OWN,
    );
    let mut late = waiting(&one, 1);
    drop(of_other);
    late[0].expect_pending(
        "A permit of another semaphore came back, and one of this was given.",
        OWN,
    );
    drop(held);

    for permits in cases([
        ("with the greatest number of permits", usize::MAX),
        (
            "with one less than the greatest number of permits",
            usize::MAX - 1,
        ),
    ]) {
        let semaphore = caught_call(|| k::Semaphore::new(permits));
        let semaphore = semaphore.unwrap_or_else(|panic| panic.explain("`new`", GREATEST));
        let used = caught_call(|| {
            let held = [(); 2].map(|()| Turn::new(&semaphore).poll());
            let got = held.iter().flatten().count();
            let while_held = semaphore.free();
            drop(held);
            (got, while_held, semaphore.free())
        });
        let used = used.unwrap_or_else(|panic| panic.explain("Taking two permits", GREATEST));
        let what =
            "how many of two permits were given at once, `free` while they were held, and then";
        assert_same(what, used, (2, permits - 2, permits), GREATEST);
    }
}

/// Waiting begins at the first poll, and a permit that comes back goes to the one who has waited longest.
/// Promises: 2
/// Points: 2
fn the_longest_wait_ends_first() {
    let _hint = hang_hint(HANGS);
    const FIRST_POLL: &str = "The place in the queue is taken in the first poll, not when `acquire` is called: an `async fn` does nothing before it is polled.";
    const ITS_OWN: &str = "Who was taken out of the queue has its permit, and its next poll gives it. (Who is polled while it waits is in the queue already: renew its waker, and do not join once more.)";
    for is_reversed in cases([
        ("in the order of the calls", false),
        ("in another order than the calls", true),
    ]) {
        let why_not_this_one = if is_reversed { FIRST_POLL } else { LONGEST };
        for n in sizes_from(1, "waiter") {
            let semaphore = k::Semaphore::new(1);
            let mut permit = take(&semaphore);
            let mut turns: Vec<Turn> = (0..n).map(|_| Turn::new(&semaphore)).collect();
            if is_reversed {
                turns.reverse();
            }
            for turn in &mut turns {
                turn.expect_pending(
                    "The permit was held, and one more call of `acquire` got one.",
                    TOO_MANY,
                );
            }
            // Polled again for another reason, in another order.
            for turn in turns.iter_mut().rev() {
                turn.expect_pending(
                    "The permit was held, and one who was polled again got one.",
                    TOO_MANY,
                );
            }
            turns.reverse();
            while let Some(mut turn) = turns.pop() {
                drop(permit);
                let others: usize = wakes_of(&turns).iter().sum();
                let why = if turn.wakes.count() > 0 {
                    NOT_ALL
                } else if others == 0 {
                    NOBODY_WOKEN
                } else {
                    why_not_this_one
                };
                assert_same(
                    "how often the one who has waited longest was woken, and all others",
                    (turn.wakes.count(), others),
                    (1, 0),
                    why,
                );
                permit = turn.expect_permit(ITS_OWN);
            }
            drop(permit);
            expect_free(&semaphore, "after all of them", 1, ITS_OWN);
        }
    }
}

/// Nobody overtakes those who wait, also when a permit has come back and was not taken yet.
/// Promises: 3
/// Points: 2
fn nobody_overtakes_those_who_wait() {
    let _hint = hang_hint(HANGS);
    for n in sizes_from(1, "newcomer") {
        let semaphore = k::Semaphore::new(1);
        let permit = take(&semaphore);
        let mut first = waiting(&semaphore, 1);
        drop(permit);
        let mut newcomers: Vec<Turn> = (0..n).map(|_| Turn::new(&semaphore)).collect();
        for newcomer in &mut newcomers {
            newcomer.expect_pending(
                "A permit came back to one who waits, and before that one was polled a newcomer got it.",
                OVERTAKEN,
            );
        }
        let mut permit = first[0].expect_permit(OVERTAKEN);
        for newcomer in &mut newcomers {
            drop(permit);
            permit = newcomer.expect_permit(LONGEST);
        }
    }

    // Two come back while three wait.
    let semaphore = k::Semaphore::new(2);
    let held = take_all(&semaphore, 2);
    let mut turns = waiting(&semaphore, 3);
    drop(held);
    turns[2].expect_pending(
        "Two permits came back while three waited, and the third of them got one.",
        OVERTAKEN,
    );
    let permits: Vec<_> = turns[..2]
        .iter_mut()
        .map(|turn| turn.expect_permit(OVERTAKEN))
        .collect();
    turns[2].expect_pending("Two had both permits, and a third got one.", TOO_MANY);
    drop(permits);
}

/// Each permit that comes back wakes exactly one of those who wait, at once, and nobody is woken without one.
/// Promises: 4
/// Points: 2
fn each_permit_wakes_one() {
    let _hint = hang_hint(HANGS);
    for n in sizes_from(1, "permit") {
        let semaphore = k::Semaphore::new(n);
        let held = take_all(&semaphore, n);
        let mut turns = waiting(&semaphore, n + 2);
        for turn in &mut turns {
            turn.expect_pending("All permits were held, and one more got one.", TOO_MANY);
        }
        let woken: usize = wakes_of(&turns).iter().sum();
        assert_same(
            "how often somebody was woken before a permit came back",
            woken,
            0,
            NO_WAKE_FOR_NOTHING,
        );
        // Given back in another order than taken.
        for (given, permit) in held.into_iter().rev().enumerate() {
            drop(permit);
            let promised: Vec<usize> = (0..n + 2)
                .map(|place| usize::from(place <= given))
                .collect();
            let observed = wakes_of(&turns);
            let sum: usize = observed.iter().sum();
            let why = match sum {
                _ if sum <= given => NOBODY_WOKEN,
                _ if sum == given + 1 => NEXT,
                _ => NOT_ALL,
            };
            let what = "how often each of those who wait was woken";
            assert_same(what, observed, promised, why);
        }
        let permits: Vec<_> = turns[..n]
            .iter_mut()
            .map(|turn| turn.expect_permit(LONGEST))
            .collect();
        let woken: usize = wakes_of(&turns[n..]).iter().sum();
        assert_same(
            "how often others were woken when these were polled",
            woken,
            0,
            NO_WAKE_FOR_NOTHING,
        );
        drop(permits);
    }

    let semaphore = k::Semaphore::new(1);
    let permit = take(&semaphore);
    let mut turns = waiting(&semaphore, 1);
    drop_while_unwinding(permit);
    turns[0].expect_woken("A permit was dropped by a panic", UNWINDING);
    drop(turns[0].expect_permit(UNWINDING));
}

/// It is the waker of the latest poll that is called.
/// Promises: 5
fn the_latest_waker_is_called() {
    let _hint = hang_hint(HANGS);
    for polls in sizes_from(1, "poll") {
        let semaphore = k::Semaphore::new(1);
        let permit = take(&semaphore);
        let mut turns = waiting(&semaphore, 3);
        for _ in 0..polls {
            for turn in &mut turns {
                turn.wakes = Wakes::new();
                turn.expect_pending(
                    "The permit was held, and one who was polled again got one.",
                    TOO_MANY,
                );
            }
        }
        drop(permit);
        for turn in &mut turns {
            turn.expect_woken("A permit came back", LATEST);
            drop(turn.expect_permit(LATEST));
        }
    }

    // There and back again: the first waker is the latest now.
    let semaphore = k::Semaphore::new(1);
    let permit = take(&semaphore);
    let mut turns = waiting(&semaphore, 1);
    let first = turns[0].wakes.clone();
    for wakes in [Wakes::new(), first] {
        turns[0].wakes = wakes;
        turns[0].expect_pending(
            "The permit was held, and one who was polled again got one.",
            TOO_MANY,
        );
    }
    drop(permit);
    turns[0].expect_woken("A permit came back", LATEST);

    // Who was polled after it had been woken is not waiting any more.
    drop(turns);
    expect_free(&semaphore, "after the last one gave up", 1, GAVE_UP_WOKEN);
}

/// Whoever gives up while waiting takes nothing with it, also if it was woken and not polled since.
/// Promises: 6
/// Points: 3
fn whoever_gives_up_takes_nothing_with_it() {
    let _hint = hang_hint(HANGS);
    // How a call that is not needed any more is dropped.
    type Gone = fn(Turn<'_>);
    let ways: [(&str, Gone, Option<&str>); 2] = [
        ("dropped", |turn| drop(turn), None),
        (
            "dropped by a panic",
            |turn| drop_while_unwinding(turn),
            Some(UNWINDING),
        ),
    ];
    for (gone, why) in cases(ways.map(|(name, gone, why)| (name, (gone, why)))) {
        for n in sizes_from(1, "waiter") {
            // Every second one gives up while it waits.
            let semaphore = k::Semaphore::new(1);
            let mut permit = take(&semaphore);
            let mut stay = Vec::new();
            for (place, turn) in waiting(&semaphore, n).into_iter().enumerate() {
                if place % 2 == 0 {
                    gone(turn);
                } else {
                    stay.push(turn);
                }
            }
            let woken: usize = wakes_of(&stay).iter().sum();
            let what = "how often others were woken when some gave up in the queue";
            assert_same(what, woken, 0, NOTHING_TO_GIVE);
            for mut turn in stay {
                drop(permit);
                let observed = "One gave up in the queue, a permit came back";
                turn.expect_woken(observed, why.unwrap_or(GAVE_UP_WAITING));
                permit = turn.expect_permit(why.unwrap_or(GAVE_UP_WAITING));
            }
            drop(permit);
            let when = "after all had given up or had their turn";
            let too_many = (semaphore.free() > 1).then_some(NOTHING_TO_GIVE);
            let why_not_one = too_many.or(why).unwrap_or(GAVE_UP_WAITING);
            expect_free(&semaphore, when, 1, why_not_one);

            // One after the other gives up when it was woken.
            let permit = take(&semaphore);
            let mut turns = waiting(&semaphore, n);
            drop(permit);
            while turns.len() > 1 {
                gone(turns.remove(0));
                let observed = "One was given a permit and was dropped before it was polled again";
                turns[0].expect_woken(observed, why.unwrap_or(GAVE_UP_WOKEN));
                let others: usize = wakes_of(&turns[1..]).iter().sum();
                let what = "how often those were woken who wait behind the next in line";
                assert_same(what, others, 0, NOT_ALL);
            }
            expect_free(
                &semaphore,
                "while the last one was given the permit",
                0,
                FREE_COUNTS,
            );
            turns.into_iter().for_each(gone);
            let when = "after all were given the permit and were dropped";
            expect_free(&semaphore, when, 1, why.unwrap_or(GAVE_UP_WOKEN));
            drop(take(&semaphore));
        }
    }

    for polled in cases([("never polled", false), ("dropped after its end", true)]) {
        let semaphore = k::Semaphore::new(1);
        let mut turn = Turn::new(&semaphore);
        let permit = if polled {
            turn.poll()
        } else {
            Some(take(&semaphore))
        };
        let others = waiting(&semaphore, 1);
        drop(turn);
        assert_same(
            "how often one who waits was woken by that",
            others[0].wakes.count(),
            0,
            GAVE_NOTHING_UP,
        );
        drop(others);
        expect_free(&semaphore, "while the permit is held", 0, GAVE_NOTHING_UP);
        drop(permit);
        expect_free(&semaphore, "then", 1, GAVE_NOTHING_UP);
    }
}

/// `free` counts the permits that nobody holds and nobody was given.
/// Promises: 7
fn free_counts_what_nobody_has() {
    let _hint = hang_hint(HANGS);
    for n in sizes_from(1, "permit") {
        let semaphore = k::Semaphore::new(n);
        expect_free(&semaphore, "of a new semaphore", n, FREE_COUNTS);
        let unpolled = Turn::new(&semaphore);
        expect_free(
            &semaphore,
            "after a call that was not polled",
            n,
            FREE_COUNTS,
        );
        let mut held = Vec::new();
        for left in (0..n).rev() {
            held.push(take(&semaphore));
            expect_free(&semaphore, "after one more was taken", left, FREE_COUNTS);
        }
        drop(unpolled);
        let mut turns = waiting(&semaphore, 2);
        expect_free(&semaphore, "while two wait", 0, FREE_COUNTS);
        held.pop();
        expect_free(
            &semaphore,
            "after one was given to somebody who waits",
            0,
            FREE_COUNTS,
        );
        let permit = turns[0].expect_permit(LONGEST);
        expect_free(&semaphore, "after that one was polled", 0, FREE_COUNTS);
        drop(permit);
        expect_free(&semaphore, "after the next was given it", 0, FREE_COUNTS);
        drop(turns);
        expect_free(&semaphore, "after that one gave up", 1, GAVE_UP_WOKEN);
        for (number, permit) in held.into_iter().enumerate() {
            drop(permit);
            expect_free(
                &semaphore,
                "after one more came back",
                number + 2,
                FREE_COUNTS,
            );
        }
    }
}

/// A semaphore can be shared by threads, and permits can be sent to others.
/// Promises: 8
fn threads_share_it() {
    const LOST: &str = "Several threads waited for a permit, each gave it back when it had got it, and not all of them went on. Who gives a permit back wakes the next in line, in whatever thread that is.";
    const THREADS: usize = 4;
    fn is_shared<T: Send + Sync>(_: &T) {}
    fn is_sent<T: Send>(_: &T) {}
    let _hint = hang_hint(LOST);
    let semaphore = k::Semaphore::new(1);
    let (permit, mut turns) = (take(&semaphore), waiting(&semaphore, 1));
    thread::scope(|scope| {
        scope.spawn(|| drop(permit));
    });
    turns[0].expect_woken("A permit was dropped on another thread", NOBODY_WOKEN);
    drop(turns[0].expect_permit(NOBODY_WOKEN));

    for permits in cases([("with one permit", 1), ("with 2 permits", 2)]) {
        let semaphore: &'static k::Semaphore = Box::leak(Box::new(k::Semaphore::new(permits)));
        is_shared(semaphore);
        let gauge = Gauge::new();
        let held = take_all(semaphore, permits);
        let threads = [(); THREADS].map(|()| {
            let gauge = gauge.clone();
            Background::spawn(move || {
                let permit = block_on(semaphore.acquire());
                is_sent(&permit);
                let inside = gauge.enter();
                thread::sleep(ms(2));
                drop(inside);
            })
        });
        // Now all of them wait. What happens when they meet is run in every order elsewhere.
        thread::sleep(ms(50));
        drop(held);
        for thread in threads {
            if thread.wait().is_none() {
                sample_threads();
                let (got, patience) = (gauge.total(), in_words(PATIENCE));
                panic!(
                    "{THREADS} threads waited for a permit. After {patience}, {got} of them had got one.\n{LOST}"
                );
            }
        }
        assert_that(
            gauge.peak() <= permits,
            &format!(
                "{} threads were inside at the same time, with {permits} permits.",
                gauge.peak()
            ),
            TOO_MANY,
        );
        expect_free(semaphore, "after all", permits, TOO_MANY);
    }
}
