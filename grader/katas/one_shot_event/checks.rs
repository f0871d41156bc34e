//! Hidden checks of `one_shot_event`.

use kata_kit::{Wakes, assert_same, assert_that, hang_hint, ms};
use one_shot_event as k;
use std::{
    future::Future as _,
    hint::{black_box, spin_loop},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    task::{Context, Poll, Wake, Waker},
    thread,
    time::{Duration, Instant},
};

const NO_WAKER: &str = "Returning `Pending` is a promise to call the waker later: `poll` must keep `cx.waker().clone()` where the trigger finds it, and the trigger must wake it.";
const FORGOT: &str =
    "Firing must leave something behind that `poll` finds later, whether a waker was there or not.";
const DROPPED: &str = "Once the trigger is gone, nobody can fire it any more, and whoever waits would wait for ever: implement `Drop` for `Trigger`, and wake there too.";
const HANGS: &str = "Somebody waits for a wake that never comes, or for a lock that is never given back: is the waker called while its own lock is held, or `poll` waiting for something?";

type Event = Pin<Box<k::Event>>;

fn new_event() -> (k::Trigger, Event) {
    let (trigger, event): (k::Trigger, k::Event) = k::event();
    (trigger, Box::pin(event))
}

fn poll(event: &mut Event, waker: &Waker) -> Poll<bool> {
    event.as_mut().poll(&mut Context::from_waker(waker))
}

fn fire(trigger: k::Trigger) {
    let fire: fn(k::Trigger) = k::Trigger::fire;
    fire(trigger);
}

fn expect_pending(event: &mut Event, waker: &Waker) {
    let answer = poll(event, waker);
    assert_that(
        answer.is_pending(),
        &format!("The trigger was neither fired nor dropped, but `poll` gave {answer:?}."),
        "As long as nothing has happened the answer is `Poll::Pending`.",
    );
}

/// While its trigger is unfired the event is pending, and nobody is woken.
fn nobody_is_woken_before_it_fires() {
    let _hint = hang_hint(HANGS);
    let (trigger, mut event) = new_event();
    let wakes = Wakes::new();
    let waker = wakes.waker();
    for _ in 0..3 {
        expect_pending(&mut event, &waker);
        assert_same(
            "how often the waker was called",
            wakes.count(),
            0,
            "Waking yourself in `poll` is a busy loop: the runtime polls again at once, and again, for nothing. Only the trigger wakes.",
        );
    }
    thread::sleep(ms(200));
    assert_same(
        "how often the waker was called after a while",
        wakes.count(),
        0,
        "Nothing has happened, so nobody may be woken: not by a thread that wakes now and then either.",
    );
    expect_pending(&mut event, &waker);
    drop(trigger);
}

/// `fire` wakes the one who waits, and the event gives true.
fn fire_wakes_and_gives_true() {
    let _hint = hang_hint(HANGS);
    let (trigger, mut event) = new_event();
    let wakes = Wakes::new();
    let waker = wakes.waker();
    expect_pending(&mut event, &waker);
    fire(trigger);
    expect_woken(&wakes, "fired", NO_WAKER);
    let answer = poll(&mut event, &waker);
    let why = match answer {
        Poll::Ready(_) => {
            "`fire` takes `self`, so the trigger is dropped when `fire` ends: what `drop` does must not undo what `fire` has said."
        }
        Poll::Pending => FORGOT,
    };
    assert_same("the event, once fired", answer, Poll::Ready(true), why);
}

/// It is the waker of the latest poll that is woken.
/// Points: 2
fn the_latest_waker_is_woken() {
    let _hint = hang_hint(HANGS);
    const FIRST: &str = "Every poll may come with another waker, because an event can move to another task: store the waker in every poll, not in the first only.";
    let (trigger, mut event) = new_event();
    let first = Wakes::new();
    let first_waker = first.waker();
    let latest = Wakes::new();
    let latest_waker = latest.waker();
    expect_pending(&mut event, &first_waker);
    expect_pending(&mut event, &latest_waker);
    fire(trigger);
    let woken = is_woken(&latest);
    let why = if first.count() > 0 { FIRST } else { NO_WAKER };
    assert_that(
        woken,
        "The trigger was fired, but the waker of the latest poll was not called.",
        why,
    );

    // There and back again: the first one is the latest now.
    let (trigger, mut event) = new_event();
    let first = Wakes::new();
    let first_waker = first.waker();
    for waker in [&first_waker, &latest_waker, &first_waker] {
        expect_pending(&mut event, waker);
    }
    fire(trigger);
    expect_woken(
        &first,
        "fired",
        "The waker to call is always the one of the latest poll, also if it was seen before.",
    );
}

/// An event that was fired before the first poll gives true at that poll.
fn fired_before_the_first_poll() {
    let _hint = hang_hint(HANGS);
    let (trigger, mut event) = new_event();
    fire(trigger);
    let why = "When nobody waits yet, there is no waker to call: the answer itself must be kept for the first poll. And what `drop` does at the end of `fire` must not undo it.";
    let answer = poll(&mut event, Waker::noop());
    assert_same("the first poll", answer, Poll::Ready(true), why);
}

/// A trigger that is dropped unfired wakes the one who waits, and the event gives false.
/// Points: 2
fn a_dropped_trigger_wakes_and_gives_false() {
    let _hint = hang_hint(HANGS);
    const TRUE: &str =
        "The answer tells how it ended: true for fired, false for dropped without that.";
    let why = |answer: Poll<bool>| match answer {
        Poll::Ready(_) => TRUE,
        Poll::Pending => DROPPED,
    };
    let (trigger, mut event) = new_event();
    let wakes = Wakes::new();
    let waker = wakes.waker();
    expect_pending(&mut event, &waker);
    drop(trigger);
    expect_woken(&wakes, "dropped", DROPPED);
    let answer = poll(&mut event, &waker);
    assert_same(
        "the event of a dropped trigger",
        answer,
        Poll::Ready(false),
        why(answer),
    );

    let (trigger, mut event) = new_event();
    drop(trigger);
    let answer = poll(&mut event, Waker::noop());
    assert_same(
        "the first poll after the trigger was dropped",
        answer,
        Poll::Ready(false),
        why(answer),
    );
}

// Lets a thread of its own poll the event as soon as it is woken, as another worker of a runtime
// would, and waits for a moment what comes of it. It cannot wait for ever: the waker may be called
// with the lock held that `poll` needs.
struct PollsAtOnce {
    event: Mutex<Option<Event>>,
    again: Wakes,
    answers: Mutex<mpsc::Sender<(Poll<bool>, Event)>>,
}

impl Wake for PollsAtOnce {
    fn wake(self: Arc<Self>) {
        let Some(mut event) = self.event.lock().unwrap().take() else {
            return;
        };
        let (answers, waker) = (self.answers.lock().unwrap().clone(), self.again.waker());
        let (done, is_done) = mpsc::channel();
        thread::spawn(move || {
            let answer = poll(&mut event, &waker);
            let _ = answers.send((answer, event));
            let _ = done.send(());
        });
        let _ = is_done.recv_timeout(ms(200));
    }
}

/// When the waker is called, the answer is there already.
fn the_answer_comes_before_the_wake() {
    let _hint = hang_hint(HANGS);
    for fired in [true, false] {
        let (trigger, mut event) = new_event();
        let again = Wakes::new();
        let (answers, answer) = mpsc::channel();
        let task = Arc::new(PollsAtOnce {
            event: Mutex::default(),
            again: again.clone(),
            answers: Mutex::new(answers),
        });
        let waker = Waker::from(task.clone());
        expect_pending(&mut event, &waker);
        *task.event.lock().unwrap() = Some(event);
        match fired {
            true => fire(trigger),
            false => drop(trigger),
        }
        let word = if fired { "fired" } else { "dropped" };
        let Ok((mut answer, mut event)) = answer.recv_timeout(Duration::from_secs(3)) else {
            let why = if fired { NO_WAKER } else { DROPPED };
            panic!("The trigger was {word}, but the waker was not called.\n{why}");
        };
        // Polled too early, but woken once more: that is as good.
        if answer.is_pending() && again.count() > 0 {
            answer = poll(&mut event, Waker::noop());
        }
        assert_same(
            &format!("the poll that follows the wake of a trigger that was {word}"),
            answer,
            Poll::Ready(fired),
            "Another thread may poll at the very moment of the wake, and if it finds nothing it will not be woken again: set the answer first, then wake.",
        );
    }
}

// One thread polls, the other fires or drops, and they have met: was the waker called, if it had to be,
// and is the answer right?
fn expect_the_answer_after(first: Poll<bool>, mut event: Event, wakes: &Wakes, promised: bool) {
    let mut answer = first;
    if answer.is_pending() {
        assert_that(
            is_woken(wakes),
            "One thread polled and got `Pending`, another fired or dropped the trigger at that moment, and the waker was not called.",
            "A wake was lost: one of the two came in between two steps of the other. `poll` looks for the answer and stores its waker. Do both under one lock, or store first and then look again. And the trigger has to set the answer before it takes the waker.",
        );
        answer = poll(&mut event, &wakes.waker());
    }
    let why = match answer {
        Poll::Pending => {
            "Once the waker was called the answer must be there: set the answer first, then wake."
        }
        Poll::Ready(_) => {
            "True is for fired, false for dropped. Two flags, or two locks, that are set or read one after the other can be seen half-way: keep in one value that there is an answer and which one it is."
        }
    };
    assert_same(
        "the answer after both had met",
        answer,
        Poll::Ready(promised),
        why,
    );
}

// The trigger comes exactly while `poll` clones the waker that it is going to store.
fn meet_in_the_gap(fires: bool) {
    let (trigger, mut event) = new_event();
    let trigger = Arc::new(Mutex::new(Some(trigger)));
    let pull = move || {
        let trigger = trigger.lock().unwrap().take();
        match (trigger, fires) {
            (Some(trigger), true) => fire(trigger),
            (trigger, _) => drop(trigger),
        }
    };
    let (done, is_done) = mpsc::channel();
    let wakes = Wakes::new();
    wakes.when_next_cloned({
        let pull = pull.clone();
        move || {
            let (pulled, is_pulled) = mpsc::channel();
            thread::spawn(move || {
                pull();
                let _ = pulled.send(());
                let _ = done.send(());
            });
            // Where `poll` holds a lock now, the trigger has to wait for it: then there is no gap.
            let _ = is_pulled.recv_timeout(ms(300));
        }
    });
    let answer = poll(&mut event, &wakes.waker());
    // A `poll` that clones nothing leaves the trigger to us; any other has it pulled by now, or soon.
    pull();
    wakes.when_next_cloned(|| ());
    let _ = is_done.recv_timeout(Duration::from_secs(3));
    expect_the_answer_after(answer, event, &wakes, fires);
}

// Where nobody is woken even when one comes after the other, nothing about threads is to be explained.
fn expect_a_wake_without_threads(fires: bool) {
    let (trigger, mut event) = new_event();
    let wakes = Wakes::new();
    expect_pending(&mut event, &wakes.waker());
    let (word, why) = match fires {
        true => ("fired", NO_WAKER),
        false => ("dropped", DROPPED),
    };
    match fires {
        true => fire(trigger),
        false => drop(trigger),
    }
    expect_woken(&wakes, word, why);
}

/// However a poll and a trigger meet on two threads, no wake is lost.
/// Points: 3
fn no_wake_is_lost_between_threads() {
    let _hint = hang_hint(HANGS);
    expect_a_wake_without_threads(true);
    expect_a_wake_without_threads(false);
    meet_in_the_gap(true);
    meet_in_the_gap(false);
    meet_again_and_again();
}

fn meet_again_and_again() {
    // Where the system puts two threads decides how closely they can meet, so they are often new.
    let start = Instant::now();
    while start.elapsed() < ms(2000) {
        meet_closely();
    }
}

// One thread polls and the other pulls the trigger, and they aim: the poll comes a little later
// whenever it was the first, a little earlier when it was not.
fn meet_closely() {
    const ROUNDS: usize = 20_000;
    const ENOUGH: Duration = ms(100);
    // So long the trigger takes, in any case.
    const HEAD_START: usize = 200;
    let given: Arc<Mutex<Option<(k::Trigger, bool)>>> = Arc::default();
    let (ready, go, done) = <(Step, Step, Step)>::default();
    let other = thread::spawn({
        let (given, ready, go, done) = (given.clone(), ready.clone(), go.clone(), done.clone());
        move || {
            for number in 1..=ROUNDS {
                ready.wait_for(number);
                let Some((trigger, fires)) = given.lock().unwrap().take() else {
                    return;
                };
                go.set(number);
                linger(HEAD_START);
                match fires {
                    true => fire(trigger),
                    false => drop(trigger),
                }
                done.set(number);
            }
        }
    });
    let (start, mut delay) = (Instant::now(), HEAD_START);
    for number in 1..=ROUNDS {
        let fires = number % 8 != 0;
        let (trigger, mut event) = new_event();
        let wakes = Wakes::new();
        let waker = wakes.waker();
        *given.lock().unwrap() = Some((trigger, fires));
        ready.set(number);
        go.wait_for(number);
        linger(delay);
        let answer = poll(&mut event, &waker);
        let step = 1 + number % 7;
        delay = match answer {
            Poll::Pending => delay + step,
            Poll::Ready(_) => delay.saturating_sub(step),
        };
        done.wait_for(number);
        expect_the_answer_after(answer, event, &wakes, fires);
        if start.elapsed() > ENOUGH {
            // An empty hand ends the other thread.
            ready.set(number + 1);
            break;
        }
    }
    other.join().expect("the other thread does not panic");
}

// A number that one thread sets and another one waits for, as closely as it can.
#[derive(Clone, Default)]
struct Step(Arc<AtomicUsize>);

impl Step {
    fn set(&self, number: usize) {
        self.0.store(number, SeqCst);
    }

    fn wait_for(&self, number: usize) {
        let mut looks = 0_u32;
        while self.0.load(SeqCst) < number {
            looks += 1;
            match looks.is_multiple_of(256) {
                true => thread::yield_now(),
                false => spin_loop(),
            }
        }
    }
}

fn linger(turns: usize) {
    let mut left = turns;
    while left > 0 {
        left = black_box(left - 1);
    }
}

/// An event that waited in one task can be moved to another task and awaited there.
async fn an_event_can_move_between_tasks() {
    let _hint = hang_hint(HANGS);
    const MOVED: &str = "Keep the waker of the latest poll, not of the first: the task that awaits it now is the one to wake.";
    for fires in [true, false] {
        let (trigger, mut event) = new_event();
        let early = tokio::time::timeout(ms(20), &mut event).await;
        assert_that(
            early.is_err(),
            &format!("The event gave {early:?} before anything had happened."),
            "As long as nothing has happened the answer is `Poll::Pending`.",
        );
        let (waits, is_waiting) = mpsc::channel::<()>();
        let (answers, answer) = mpsc::channel::<bool>();
        thread::spawn(move || {
            let mut waits = Some(waits);
            let awaited = std::future::poll_fn(move |cx| {
                let answer = event.as_mut().poll(cx);
                // From here on the trigger may come.
                drop(waits.take());
                answer
            });
            let _ = answers.send(futures::executor::block_on(awaited));
        });
        let _ = is_waiting.recv();
        match fires {
            true => fire(trigger),
            false => drop(trigger),
        }
        let Ok(answer) = answer.recv_timeout(Duration::from_secs(4)) else {
            let (word, why) = match fires {
                true => ("fired", MOVED),
                false => ("dropped", DROPPED),
            };
            panic!(
                "The event was moved to another task and awaited there. The trigger was {word}, and nobody woke that task.\n{why}"
            );
        };
        assert_same(
            "what was awaited",
            answer,
            fires,
            "True is for fired, false for dropped without that.",
        );
    }
}

// A wake may take a way around, for example through a thread, so it is given some time.
fn is_woken(wakes: &Wakes) -> bool {
    let start = Instant::now();
    while wakes.count() == 0 && start.elapsed() < Duration::from_secs(2) {
        thread::sleep(ms(1));
    }
    wakes.count() > 0
}

#[track_caller]
fn expect_woken(wakes: &Wakes, word: &str, why: &str) {
    assert_that(
        is_woken(wakes),
        &format!("The trigger was {word}, but the waker of the latest poll was not called."),
        why,
    );
}
