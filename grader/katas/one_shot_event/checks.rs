//! Hidden checks of `one_shot_event`.

use kata_kit::{
    Background, PATIENCE, Wakes, assert_same, assert_that, cases, drop_while_unwinding, hang_hint,
    ms, runtimes, sizes_from, spawn,
};
use one_shot_event as k;
use std::{
    future::Future as _,
    panic::resume_unwind,
    pin::Pin,
    sync::mpsc,
    task::{Context, Poll},
    thread,
};

const NO_WAKER: &str = "Returning `Pending` is a promise to call the waker later: `poll` must keep `cx.waker().clone()` where the trigger finds it, and the trigger must wake it.";
const FORGOT: &str =
    "Firing must leave something behind that `poll` finds later, whether a waker was there or not.";
const NOBODY: &str = "Waking yourself in `poll` is a busy loop: the runtime polls again at once, and again, for nothing. Only the trigger wakes.";
const DROPPED: &str = "Once the trigger is gone, nobody can fire it any more, and whoever waits would wait for ever: implement `Drop` for `Trigger`, and wake there too.";
const TRUE: &str = "The answer tells how it ended: true for fired, false for dropped without that.";
const EACH: &str = "Each trigger belongs to one event. What is `static` belongs to all of them: let the two share an `Arc` of their own.";
const UNWINDING: &str = "A panic drops the trigger as well, and whoever waits must hear of it: `drop` does the same whether its thread panics or not.";
const HANGS: &str = "Somebody waits for a wake that never comes, or for a lock that is never given back: is the waker called while its own lock is held, or `poll` waiting for something?";

type Event = Pin<Box<k::Event>>;

fn new_event() -> (k::Trigger, Event) {
    let (trigger, event): (k::Trigger, k::Event) = k::event();
    (trigger, Box::pin(event))
}

fn poll(event: &mut Event, wakes: &Wakes) -> Poll<bool> {
    let waker = wakes.waker();
    event.as_mut().poll(&mut Context::from_waker(&waker))
}

// How a trigger comes to its end.
#[derive(Clone, Copy)]
enum End {
    Fired,
    Dropped,
}
use End::{Dropped, Fired};

impl End {
    fn apply_to(self, trigger: k::Trigger) {
        let fire: fn(k::Trigger) = k::Trigger::fire;
        match self {
            Fired => fire(trigger),
            Dropped => drop(trigger),
        }
    }

    // What the event gives then.
    fn answer(self) -> bool {
        matches!(self, Fired)
    }

    fn word(self) -> &'static str {
        if self.answer() { "fired" } else { "dropped" }
    }

    // Why nobody was woken.
    fn why_no_wake(self) -> &'static str {
        if self.answer() { NO_WAKER } else { DROPPED }
    }
}

fn expect_pending(event: &mut Event, wakes: &Wakes) {
    let answer = poll(event, wakes);
    assert_that(
        answer.is_pending(),
        &format!("The trigger was neither fired nor dropped, but `poll` gave {answer:?}."),
        "As long as nothing has happened the answer is `Poll::Pending`.",
    );
}

fn expect_woken(wakes: &Wakes, end: End, why: &str) {
    let word = end.word();
    assert_that(
        wakes.wait_for_one(),
        &format!("The trigger was {word}, but the waker of the latest poll was not called."),
        why,
    );
}

// An event that was polled once, with the wakes of that poll.
fn waiting_event() -> (k::Trigger, Event, Wakes) {
    let (trigger, mut event) = new_event();
    let wakes = Wakes::new();
    expect_pending(&mut event, &wakes);
    (trigger, event, wakes)
}

/// While its trigger is unfired the event is pending, and nobody is woken.
/// Promises: 1
fn nobody_is_woken_before_it_fires() {
    let _hint = hang_hint(HANGS);
    let (trigger, mut event) = new_event();
    let wakes = Wakes::new();
    for _ in 0..3 {
        expect_pending(&mut event, &wakes);
        assert_same("how often the waker was called", wakes.count(), 0, NOBODY);
    }
    thread::sleep(ms(200));
    assert_same(
        "how often the waker was called after a while",
        wakes.count(),
        0,
        "Nothing has happened, so nobody may be woken: not by a thread that wakes now and then either.",
    );
    expect_pending(&mut event, &wakes);
    drop(trigger);
}

/// `fire` wakes the one who waits, and the event gives true.
/// Promises: 2
fn fire_wakes_and_gives_true() {
    let _hint = hang_hint(HANGS);
    let (trigger, mut event, wakes) = waiting_event();
    Fired.apply_to(trigger);
    expect_woken(&wakes, Fired, NO_WAKER);
    let answer = poll(&mut event, &wakes);
    let why = match answer {
        Poll::Ready(_) => {
            "`fire` takes `self`, so the trigger is dropped when `fire` ends: what `drop` does must not undo what `fire` has said."
        }
        Poll::Pending => FORGOT,
    };
    assert_same("the event, once fired", answer, Poll::Ready(true), why);

    for n in sizes_from(1, "event") {
        let events = (0..n).map(|_| waiting_event());
        let (triggers, mut waiting): (Vec<_>, Vec<_>) = events.map(|(t, e, w)| (t, (e, w))).unzip();
        for (turn, trigger) in triggers.into_iter().enumerate().rev() {
            let others: Vec<usize> = waiting[..turn]
                .iter()
                .map(|(_, wakes)| wakes.count())
                .collect();
            assert_same(
                "how often those were woken whose trigger was not fired",
                others,
                vec![0; turn],
                EACH,
            );
            for (event, wakes) in &mut waiting[..turn] {
                expect_pending(event, wakes);
            }
            let end = if turn % 2 == 0 { Fired } else { Dropped };
            end.apply_to(trigger);
            let (event, wakes) = &mut waiting[turn];
            expect_woken(wakes, end, end.why_no_wake());
            let answer = poll(event, wakes);
            assert_same("its event then", answer, Poll::Ready(end.answer()), EACH);
        }
    }

    for runtime in runtimes() {
        for end in [Fired, Dropped] {
            let (trigger, event) = new_event();
            let answer = runtime.block_on(async {
                let task = spawn(event);
                tokio::time::sleep(ms(2)).await;
                end.apply_to(trigger);
                tokio::time::timeout(PATIENCE, task).await
            });
            let Ok(answer) = answer else {
                let word = end.word();
                panic!(
                    "A task awaited the event, the trigger was {word}, and the task did not end.\n{}",
                    end.why_no_wake()
                );
            };
            let answer = answer.unwrap_or_else(|error| resume_unwind(error.into_panic()));
            assert_same("what a task was given", answer, end.answer(), TRUE);
        }
    }
}

/// It is the waker of the latest poll that is woken.
/// Promises: 2
/// Points: 2
fn the_latest_waker_is_woken() {
    let _hint = hang_hint(HANGS);
    const FIRST: &str = "Every poll may come with another waker, because an event can move to another task: store the waker in every poll, not in the first only.";
    const AGAIN: &str =
        "The waker to call is always the one of the latest poll, also if it was seen before.";
    let (trigger, mut event, first) = waiting_event();
    let latest = Wakes::new();
    expect_pending(&mut event, &latest);
    Fired.apply_to(trigger);
    latest.wait_for_one();
    let why = if first.count() > 0 { FIRST } else { NO_WAKER };
    expect_woken(&latest, Fired, why);

    // There and back again: the first one is the latest now.
    let (trigger, mut event, first) = waiting_event();
    for wakes in [&latest, &first] {
        expect_pending(&mut event, wakes);
    }
    Fired.apply_to(trigger);
    expect_woken(&first, Fired, AGAIN);

    for polls in sizes_from(1, "poll") {
        let (trigger, mut event) = new_event();
        let wakes: Vec<Wakes> = (0..polls).map(|_| Wakes::new()).collect();
        for wakes in &wakes {
            expect_pending(&mut event, wakes);
        }
        let woken: usize = wakes.iter().map(Wakes::count).sum();
        assert_same("how often a waker was called before", woken, 0, NOBODY);
        Fired.apply_to(trigger);
        expect_woken(&wakes[polls - 1], Fired, AGAIN);
    }
}

/// An event that was fired before the first poll gives true at that poll.
/// Promises: 3
fn fired_before_the_first_poll() {
    let _hint = hang_hint(HANGS);
    let (trigger, mut event) = new_event();
    Fired.apply_to(trigger);
    let why = "When nobody waits yet, there is no waker to call: the answer itself must be kept for the first poll. And what `drop` does at the end of `fire` must not undo it.";
    let answer = poll(&mut event, &Wakes::new());
    assert_same("the first poll", answer, Poll::Ready(true), why);
}

/// A trigger that is dropped unfired wakes the one who waits, and the event gives false.
/// Promises: 4
/// Points: 2
fn a_dropped_trigger_wakes_and_gives_false() {
    let _hint = hang_hint(HANGS);
    let expect_false = |what: &str, answer: Poll<bool>| {
        let why = if answer.is_ready() { TRUE } else { DROPPED };
        assert_same(what, answer, Poll::Ready(false), why);
    };
    let (trigger, mut event, wakes) = waiting_event();
    drop(trigger);
    expect_woken(&wakes, Dropped, DROPPED);
    let answer = poll(&mut event, &wakes);
    expect_false("the event of a dropped trigger", answer);

    let (trigger, mut event) = new_event();
    drop(trigger);
    let answer = poll(&mut event, &Wakes::new());
    expect_false("the first poll after the trigger was dropped", answer);

    for polled in cases([
        ("dropped by a panic", true),
        ("dropped by a panic before the first poll", false),
    ]) {
        let (trigger, mut event) = new_event();
        let wakes = Wakes::new();
        if polled {
            expect_pending(&mut event, &wakes);
        }
        drop_while_unwinding(trigger);
        if polled {
            expect_woken(&wakes, Dropped, UNWINDING);
        }
        let answer = poll(&mut event, &Wakes::new());
        assert_same("the event then", answer, Poll::Ready(false), UNWINDING);
    }
}

/// When the waker is called, the answer is there already.
/// Promises: 5
fn the_answer_comes_before_the_wake() {
    let _hint = hang_hint(HANGS);
    for end in [Fired, Dropped] {
        let (trigger, mut event, wakes) = waiting_event();
        let (answers, answer) = mpsc::channel();
        let again = Wakes::new();
        let wakes_again = again.clone();
        wakes.when_next_woken(move || {
            let poll_at_once = move || {
                let answer = poll(&mut event, &wakes_again);
                let _ = answers.send((answer, event));
            };
            // Only for a moment: the waker may be called with the lock held that `poll` needs.
            let _ = Background::spawn(poll_at_once).wait_a_moment();
        });
        end.apply_to(trigger);
        let word = end.word();
        let Ok((mut answer, mut event)) = answer.recv_timeout(PATIENCE) else {
            panic!(
                "The trigger was {word}, but the waker was not called.\n{}",
                end.why_no_wake()
            );
        };
        // Polled too early, but woken once more: that is as good.
        if answer.is_pending() && again.count() > 0 {
            answer = poll(&mut event, &Wakes::new());
        }
        assert_same(
            &format!("the poll that follows the wake of a trigger that was {word}"),
            answer,
            Poll::Ready(end.answer()),
            "Another thread may poll at the very moment of the wake, and if it finds nothing it will not be woken again: set the answer first, then wake.",
        );
    }
}

/// An event that waited in one task can be moved to another task and awaited there.
/// Promises: 7
async fn an_event_can_move_between_tasks() {
    let _hint = hang_hint(HANGS);
    const MOVED: &str = "Keep the waker of the latest poll, not of the first: the task that awaits it now is the one to wake.";
    for end in [Fired, Dropped] {
        let (trigger, mut event) = new_event();
        let early = tokio::time::timeout(ms(20), &mut event).await;
        assert_that(
            early.is_err(),
            &format!("The event gave {early:?} before anything had happened."),
            "As long as nothing has happened the answer is `Poll::Pending`.",
        );
        let (waits, is_waiting) = mpsc::channel::<()>();
        let awaited = Background::spawn(move || {
            let mut waits = Some(waits);
            futures::executor::block_on(std::future::poll_fn(move |cx| {
                let answer = event.as_mut().poll(cx);
                // From here on the trigger may come.
                drop(waits.take());
                answer
            }))
        });
        let _ = is_waiting.recv();
        end.apply_to(trigger);
        let Some(answer) = awaited.wait() else {
            let (word, why) = (end.word(), if end.answer() { MOVED } else { DROPPED });
            panic!(
                "The event was moved to another task and awaited there. The trigger was {word}, and nobody woke that task.\n{why}"
            );
        };
        assert_same("what was awaited", answer, end.answer(), TRUE);
    }
}
