//! Hidden checks of `join_by_hand`.

use join_by_hand as k;
use kata_kit::{
    Timeline, Wakes, assert_same, assert_that, assert_within, cases, hang_hint, ms, sizes_from,
};
use std::{
    cell::Cell,
    future::{Future, pending, ready},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, sleep_until};

const IN_TURN: &str = "The second future must get its turn in every poll, also when the first one is still pending: no early return, no `ready!`, no `.await` between the two.";
const AFTER_END: &str = "In the poll in which one of them ends, the other one must get its turn as well: you would wait for a wake that was meant for both.";
const AGAIN: &str = "Remember that it is done, for example by its stored output, and leave it alone: an async block would panic here.";
const NO_WAKER: &str = "A future was ready to go on and was not polled: hand on the `cx` that you were given, so that both store your task's waker, and poll whoever is not done.";
const LATEST_WAKER: &str = "It was polled first by one task and then by another, and nobody woke the other: each poll may come with another waker, so hand on the `cx` of this poll in every poll.";
const SPINS: &str = "Something keeps the thread, so no time can pass: `poll` wakes itself (then the runtime never rests), or it blocks or loops until the futures are done. Return `Pending`; whoever is missing has your waker.";
const EARLY: &str = "Both outputs are needed: it is `Pending` until both are there.";
const KEPT: &str = "An output that came earlier must be kept until the other one is there.";

// A future that needs a number of polls and can always go on: it wakes its task each time. It counts
// its polls, and those after its end.
#[derive(Clone, Default)]
struct Steps {
    needed: usize,
    polls: Rc<Cell<usize>>,
    after_the_end: Rc<Cell<usize>>,
}

impl Steps {
    fn of(needed: usize) -> Self {
        Self {
            needed,
            ..Self::default()
        }
    }
}

impl Future for Steps {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        if self.polls.get() == self.needed {
            self.after_the_end.set(self.after_the_end.get() + 1);
            return Poll::Pending;
        }
        self.polls.set(self.polls.get() + 1);
        if self.polls.get() == self.needed {
            return Poll::Ready(self.needed);
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

type Both<'a, A, B> = Pin<Box<dyn Future<Output = (A, B)> + 'a>>;

fn join<'a, A, B>(a: A, b: B) -> Both<'a, A::Output, B::Output>
where
    A: Future + 'a,
    B: Future + 'a,
    A::Output: Unpin,
    B::Output: Unpin,
{
    let both: k::Join2<A, B> = k::join2(a, b);
    Box::pin(both)
}

fn poll<A, B>(both: &mut Both<A, B>) -> Poll<(A, B)> {
    both.as_mut()
        .poll(&mut Context::from_waker(&Wakes::new().waker()))
}

/// Both futures make progress in every poll, until they have ended.
/// Promises: 1
/// Points: 2
fn both_make_progress_in_every_poll() {
    let _hint = hang_hint(SPINS);
    // With these, each way to go wrong shows itself differently.
    for (needs_a, needs_b) in [(3, 5), (5, 3), (4, 4)] {
        expect_progress(needs_a, needs_b);
    }
    for n in sizes_from(1, "needed poll") {
        for (needs_a, needs_b) in [(n, n), (n, n + 2), (n + 2, n)] {
            expect_progress(needs_a, needs_b);
        }
    }
}

fn expect_progress(needs_a: usize, needs_b: usize) {
    let (a, b) = (Steps::of(needs_a), Steps::of(needs_b));
    let mut both = join(a.clone(), b.clone());
    for number in 1..=needs_a.max(needs_b) {
        let answer = poll(&mut both);
        for (name, steps, other) in [("first", &a, &b), ("second", &b, &a)] {
            let got = steps.polls.get();
            let why = if other.needed < steps.needed && number >= other.needed {
                AFTER_END
            } else {
                IN_TURN
            };
            assert_that(
                got >= number.min(steps.needed),
                &format!(
                    "After poll {number} the {name} future had been polled {got} times, though it could go on each time."
                ),
                why,
            );
        }
        if answer.is_ready() {
            break;
        }
    }
    assert_that(
        a.polls.get() == needs_a && b.polls.get() == needs_b,
        "It was `Ready` while one of the two had not ended.",
        EARLY,
    );
}

/// A future that has ended is never polled again.
/// Promises: 2
/// Points: 2
fn a_finished_future_is_never_polled_again() {
    let _hint = hang_hint(SPINS);
    for n in sizes_from(1, "needed poll") {
        for (needs_a, needs_b) in [(1, n), (n, 1), (n, 2 * n), (2 * n, n), (n, n)] {
            expect_no_poll_after_the_end(needs_a, needs_b);
        }
    }
}

fn expect_no_poll_after_the_end(needs_a: usize, needs_b: usize) {
    let (a, b) = (Steps::of(needs_a), Steps::of(needs_b));
    let mut both = join(a.clone(), b.clone());
    let ended = (0..300).any(|_| poll(&mut both).is_ready());
    for (name, steps) in [("first", &a), ("second", &b)] {
        let again = steps.after_the_end.get();
        assert_that(
            again == 0,
            &format!("The {name} future was polled {again} more times after it had ended."),
            AGAIN,
        );
    }
    assert_that(
        ended,
        "Both futures had ended, but it was still `Pending`.",
        KEPT,
    );
}

/// The outputs come in the order of the arguments, and not before both are there.
/// Promises: 3
/// Points: 2
async fn the_outputs_come_in_order() {
    let _hint = hang_hint(SPINS);
    // Neither `Clone` nor `Default` nor `Debug`: there is only what the futures give.
    struct Token(u32);
    let text = String::from("borrowed");

    let mut both: Both<&str, Token> = join(ready(&*text), ready(Token(7)));
    let Poll::Ready((a, b)) = poll(&mut both) else {
        panic!(
            "Both futures were ready at once, but the first poll gave `Pending`.\nLook for both outputs after you have polled, not before: nobody would wake you again."
        );
    };
    assert_same("the outputs", (a, b.0), ("borrowed", 7), KEPT);

    for (slow, fast) in [(6, 2), (2, 6)] {
        let timed = async {
            let both = join(
                async {
                    Steps::of(slow).await;
                    &*text
                },
                async {
                    Steps::of(fast).await;
                    Token(7)
                },
            );
            let (a, b) = both.await;
            (a, b.0)
        };
        let outputs = assert_within(ms(1000), NO_WAKER, timed).await;
        assert_same("the outputs", outputs, ("borrowed", 7), KEPT);
    }

    let mut never: Both<u32, ()> = join(ready(1), pending());
    let mut never_either: Both<(), u32> = join(pending(), ready(1));
    for _ in 0..3 {
        assert_that(
            poll(&mut never).is_pending() && poll(&mut never_either).is_pending(),
            "One future never ends, but it was `Ready`.",
            EARLY,
        );
    }

    let nested = join(
        join(Steps::of(2), Steps::of(5)),
        join(Steps::of(4), ready('x')),
    );
    let outputs = assert_within(ms(1000), NO_WAKER, nested).await;
    assert_same("joins in a join", outputs, ((2, 5), (4, 'x')), KEPT);
}

/// It takes as long as the longer of the two, and nothing spins meanwhile.
/// Promises: 4
/// Points: 2
async fn it_takes_as_long_as_the_longer() {
    let _hint = hang_hint(SPINS);
    for (a, b) in [(300, 200), (200, 300)] {
        let timeline = Timeline::start();
        let both = join(
            timeline.work("first", ms(a), "a"),
            timeline.work("second", ms(b), "b"),
        );
        let outputs: (&str, &str) = assert_within(LIMIT, NO_WAKER, both).await;
        timeline.returned();
        expect_the_longer(&timeline);
        assert_same("the outputs", outputs, ("a", "b"), KEPT);
    }

    for polls in cases([
        ("after a poll by another task", 1),
        ("after two polls by other tasks", 2),
    ]) {
        let start = Instant::now();
        let mut both = join(
            async {
                sleep_until(start + ms(100)).await;
                sleep_until(start + ms(200)).await;
                'a'
            },
            async {
                sleep_until(start + ms(300)).await;
                'b'
            },
        );
        for _ in 0..polls {
            assert_that(
                poll(&mut both).is_pending(),
                "It was `Ready` too early.",
                EARLY,
            );
        }
        let outputs = assert_within(LIMIT, LATEST_WAKER, both).await;
        assert_same("the outputs", outputs, ('a', 'b'), KEPT);
        assert_same("it returned at", start.elapsed(), ms(300), LATEST_WAKER);
    }

    let wakes = Wakes::new();
    let mut nothing: Both<(), ()> = join(pending(), pending());
    // As a runtime does it: polled again only if it was woken. It has to come to rest.
    for number in 1.. {
        let before = wakes.count();
        let answer = nothing
            .as_mut()
            .poll(&mut Context::from_waker(&wakes.waker()));
        assert_that(answer.is_pending(), "It was `Ready` too early.", EARLY);
        if wakes.count() == before {
            break;
        }
        assert_that(
            number < 20,
            "It woke its task again and again while both futures were waiting.",
            SPINS,
        );
    }
}

// Longer than both together. What nobody wakes is polled once more when the limit is over.
const LIMIT: Duration = ms(2000);

fn expect_the_longer(timeline: &Timeline) {
    const LONGER: Duration = ms(300);
    let took = timeline.returned_at().unwrap_or_default();
    let why = match took {
        took if took >= LIMIT => NO_WAKER,
        took if took > LONGER => IN_TURN,
        _ => EARLY,
    };
    assert_same("it returned at", took, LONGER, why);
}
