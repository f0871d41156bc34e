//! Hidden checks of `cancel_on_drop`.

use cancel_on_drop as k;
use futures::{
    future::{BoxFuture, LocalBoxFuture},
    poll,
};
use kata_kit::{
    Timeline, assert_same, assert_that, assert_within, call, cases, caught_call, drop_points,
    drop_while_unwinding, dropped_after, hang_hint, ms, sizes, spawn_local,
};
use std::{
    cell::{Cell, RefCell},
    future::{Future, pending},
    pin::Pin,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
};
use tokio::{
    runtime,
    task::LocalSet,
    time::{sleep, timeout},
};

const HOUR: std::time::Duration = ms(3_600_000);
const NEVER: &str = "Nothing was returned although the future had ended.";
const BLOCKED: &str = "Nothing else could run, so no time could pass: `block_on`, a join of a thread, or a loop that never waits holds the thread.";
const AFTER_AWAIT: &str = "When a future is dropped, the code after its `.await` does not run. Only what it owns is dropped: put the cleanup into the `Drop` of a guard that lives across the `.await`.";
const TOO_SOON: &str = "`cleanup` is for the end. A guard that is bound with `let _ = …` is dropped at once: give it a name.";
const COMPLETED: &str = "The future gave its output: that is `Completed`. The guard must be told so, or be disarmed, before it is dropped.";
const CANCELLED: &str = "The future did not get to its output: that is `Cancelled`, whether it was dropped or panicked.";
const NOT_CALLED: &str = "In the good case `cleanup` is called as well, before you return: a guard that is only disarmed does not do that.";
const UNWINDING: &str = "A panic elsewhere drops what its function owns, this future too, and then `cleanup` is as needed as ever: whether a thread is panicking says nothing about that.";
const PANIC: &str = "A panic passes by your code after the `.await` as well, but it drops what the future owns: the same guard works for both.";

// The endings that `cleanup` was called with, as text.
#[derive(Clone, Default)]
struct Endings(Rc<RefCell<Vec<&'static str>>>);

impl Endings {
    fn cleanup(&self) -> impl FnOnce(k::Ending) + use<> {
        let endings = self.clone();
        move |ending: k::Ending| {
            endings.0.borrow_mut().push(match ending {
                k::Ending::Completed => "Completed",
                k::Ending::Cancelled => "Cancelled",
            });
        }
    }

    fn expect_none(&self, when: &str) {
        let endings = self.0.borrow();
        assert_that(
            endings.is_empty(),
            &format!(
                "{when} `cleanup` had been called with {}.",
                endings.join(", ")
            ),
            TOO_SOON,
        );
    }

    fn expect(&self, what: &str, promised: &'static str, not_called: &str) {
        let endings = self.0.borrow();
        assert_that(
            !endings.is_empty(),
            &format!("{what}, and `cleanup` was not called."),
            not_called,
        );
        let why = if promised == "Completed" {
            COMPLETED
        } else {
            CANCELLED
        };
        assert_same(
            &format!("{what}, and `cleanup` was called with"),
            endings.clone(),
            vec![promised],
            why,
        );
    }
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

fn with_cleanup<'a, T: 'a>(fut: impl Future<Output = T> + 'a, endings: &Endings) -> Boxed<'a, T> {
    Box::pin(k::with_cleanup(fut, endings.cleanup()))
}

/// When the future completes, `cleanup` was called with `Completed`, and the output is passed on.
/// Promises: 1, 4
/// Points: 2
async fn completion_is_completed() {
    let _hint = hang_hint(BLOCKED);
    // Output and future borrow; nothing here is `Send` or `Clone`.
    struct Token<'a>(&'a Cell<u32>);
    let (number, endings) = (Cell::new(0), Endings::default());
    let future = async {
        for step in 1..=3 {
            sleep(ms(10)).await;
            number.set(step);
            endings.expect_none(&format!("After step {step} of 3"));
        }
        Token(&number)
    };
    let output: Token = assert_within(ms(1000), NEVER, with_cleanup(future, &endings)).await;
    assert_same(
        "the output",
        output.0.get(),
        3,
        "What the future gives is passed on.",
    );
    endings.expect("The future completed", "Completed", NOT_CALLED);

    const PASSED_ON: &str = "What the future gives is passed on.";
    for (pause, output) in cases([
        ("when it is ready at once", (ms(0), Ok(7))),
        ("when it takes an hour", (HOUR, Ok(7))),
        ("when its output is an error", (ms(20), Err("no such host"))),
        (
            "when its output is an error at once",
            (ms(0), Err("no such host")),
        ),
    ]) {
        let endings = Endings::default();
        let future = async {
            if pause > ms(0) {
                sleep(pause).await;
            }
            output
        };
        let given = assert_within(HOUR * 2, NEVER, with_cleanup(future, &endings)).await;
        assert_same("the output", given, output, PASSED_ON);
        endings.expect("The future completed", "Completed", NOT_CALLED);
    }
    for _ in cases([("with two at the same time", ())]) {
        let (first, second) = (Endings::default(), Endings::default());
        let both = futures::future::join(
            with_cleanup(sleep(ms(50)), &first),
            timeout(ms(20), with_cleanup(sleep(ms(500)), &second)),
        );
        let _ = assert_within(ms(1000), NEVER, both).await;
        first.expect("The first completed", "Completed", NOT_CALLED);
        second.expect("The second was timed out", "Cancelled", AFTER_AWAIT);
    }
}

/// When the future is dropped while it is pending, `cleanup` is called with `Cancelled` at once.
/// Promises: 2, 4
/// Points: 2
async fn a_drop_is_cancelled() {
    let _hint = hang_hint(BLOCKED);
    let endings = Endings::default();
    let mut future = with_cleanup(pending::<u32>(), &endings);
    assert_that(
        poll!(&mut future).is_pending(),
        "The future was pending, but you returned.",
        "The output is the future's: wait for it.",
    );
    endings.expect_none("While the future was pending");
    drop(future);
    endings.expect(
        "The future was dropped after its first poll",
        "Cancelled",
        AFTER_AWAIT,
    );

    let four = async || {
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        sleep(HOUR).await;
        7
    };
    // What happens before the first poll is free.
    for polls in drop_points().skip(1) {
        let endings = Endings::default();
        let output = dropped_after(polls, with_cleanup(four(), &endings)).await;
        if output.is_some() {
            endings.expect("The future completed", "Completed", NOT_CALLED);
            break;
        }
        endings.expect("The future was dropped", "Cancelled", AFTER_AWAIT);
    }
    for _ in cases([("dropped in a panic that unwinds", ())]) {
        let endings = Endings::default();
        let mut future = with_cleanup(pending::<u32>(), &endings);
        let _ = poll!(&mut future);
        drop_while_unwinding(future);
        endings.expect("The future was dropped by a panic", "Cancelled", UNWINDING);
    }
}

/// A future that is timed out, or whose task is aborted, is `Cancelled`.
/// Promises: 2
async fn timeout_and_abort_are_cancelled() {
    let _hint = hang_hint(BLOCKED);
    let endings = Endings::default();
    let timed_out = timeout(ms(50), with_cleanup(sleep(ms(500)), &endings)).await;
    assert_that(
        timed_out.is_err(),
        "A future of 500 ms ended within a timeout of 50 ms.",
        "The output is the future's: wait for it.",
    );
    endings.expect("The future was timed out", "Cancelled", AFTER_AWAIT);

    let endings = Endings::default();
    let local = LocalSet::new();
    let future = k::with_cleanup(sleep(ms(500)), endings.cleanup());
    local
        .run_until(async {
            let task = spawn_local(future);
            sleep(ms(50)).await;
            endings.expect_none("While the task was running");
            task.abort();
            sleep(ms(1)).await;
        })
        .await;
    endings.expect("The future's task was aborted", "Cancelled", AFTER_AWAIT);
}

/// When the future panics, `cleanup` is called with `Cancelled`.
/// Promises: 3
/// Points: 2
async fn a_panic_is_cancelled() {
    for pause in [None, Some(ms(20))] {
        let endings = Endings::default();
        let future = async {
            if let Some(pause) = pause {
                sleep(pause).await;
            }
            panic!("the future panics");
        };
        let future = with_cleanup::<()>(future, &endings);
        let call = call("`with_cleanup`", future).within(ms(1000), NEVER);
        let ended = call.caught().await;
        if let Err(panic) = ended
            && panic.is_todo()
        {
            panic.resume();
        }
        let when = match pause {
            None => "The future panicked in its first poll",
            Some(_) => "The future panicked after a pause",
        };
        endings.expect(when, "Cancelled", PANIC);
    }
}

// Spawns a future in a box: what a task is, is compiled for each type of future.
fn spawn(fut: impl Future<Output = ()> + Send + 'static) -> k::Background {
    let boxed: BoxFuture<'static, ()> = Box::pin(fut);
    k::Background::spawn(boxed)
}

/// `Background::spawn` starts the future at once, and it goes on while the handle is kept.
/// Promises: 5
async fn a_background_task_runs_by_itself() {
    const LAZY: &str = "A future does nothing until somebody polls it. The runtime does that for a task: give it to `tokio::spawn`. (An executor of your own, on a thread, has no tokio timers.)";
    const STOPPED: &str = "While the handle is there the task runs: nothing may stop it but the drop of the handle. (What is not moved into `Background` is dropped at the end of `spawn`: a guard that aborts the task, or the sender of a channel whose receiver the task listens to.)";
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    // What the future owns is dropped with it, also if it was never polled.
    let alive = Arc::new(());
    let work = {
        let (work, owned) = (timeline.work("work", ms(100), ()), alive.clone());
        async move {
            let _owned = owned;
            work.await;
        }
    };
    let background: k::Background = k::Background::spawn(work);
    timeline.returned();
    assert_same(
        "`spawn` returned at",
        timeline.returned_at(),
        Some(ms(0)),
        "`spawn` only starts the task, it does not wait for it.",
    );
    sleep(ms(45)).await;
    assert_that(
        timeline.started_at("work").is_some(),
        "The future had not started 45 ms after `spawn`, and nobody else was using the thread.",
        if Arc::strong_count(&alive) > 1 {
            LAZY
        } else {
            STOPPED
        },
    );
    // Where it is kept, and that it moves, makes no difference.
    let kept = Some(Box::new(background));
    sleep(ms(200)).await;
    assert_that(
        timeline.finished_at("work") == Some(ms(100)),
        "The handle was kept, but the task did not go on to its end.",
        STOPPED,
    );
    drop(kept);

    for hour in cases([("with a task of an hour", HOUR)]) {
        let ended = Arc::new(AtomicUsize::new(0));
        let background = spawn({
            let ended = ended.clone();
            async move {
                sleep(hour).await;
                ended.fetch_add(1, SeqCst);
            }
        });
        sleep(hour * 2).await;
        drop(background);
        assert_same(
            "tasks that came to their end",
            ended.load(SeqCst),
            1,
            STOPPED,
        );
    }
}

/// When the handle is dropped, the background task makes no progress from 1 ms after that.
/// Promises: 6
/// Points: 2
async fn a_background_task_dies_with_its_handle() {
    const BY_A_PANIC: &str = "A panic drops what its function owns, a handle too, and then the task is to be stopped as ever: whether a thread is panicking says nothing about that.";
    const TOO_EARLY: &str = "A handle can be dropped before its task was polled for the first time: a signal that reaches only those who wait already, such as `notify_waiters`, is missed then. `abort` never comes too early.";
    const DETACHED: &str = "Dropping a JoinHandle detaches its task, it does not cancel it: implement `Drop` for `Background`, and call `abort` there. (If your task listens to a channel instead: a dropped sender sends nothing, it makes the receiver give an `Err` or a `None`, and `select!` switches off a branch whose pattern, `Ok(…)` or `Some(…)`, does not match.)";
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    let dropped = spawn(timeline.work("dropped", ms(500), ()));
    let held = {
        let background = spawn(timeline.work("in a future", ms(500), ()));
        async move {
            let _background = background;
            pending::<()>().await;
        }
    };
    let ended = spawn(async {});
    let _ = timeout(ms(55), held).await;
    let before_the_drop = timeline.ticks("dropped");
    drop((dropped, ended));
    let never_seen = spawn(timeline.work("dropped at once", ms(500), ()));
    drop(never_seen);
    assert_that(
        before_the_drop > 0,
        "The task had made no progress while its handle was there.",
        "`spawn` starts the task, and it runs until the handle is dropped.",
    );
    let rows = ["dropped", "in a future", "dropped at once"];
    for (row, steps) in timeline.later_ticks(rows, ms(800)).await {
        let why = match row {
            "dropped at once" => TOO_EARLY,
            _ => DETACHED,
        };
        assert_that(
            steps == 0,
            &format!("The task `{row}` went on after its handle was dropped: {steps} more steps."),
            why,
        );
    }
    for n in sizes("handle") {
        let steps = Arc::new(AtomicUsize::new(0));
        let start = |_| spawn(step_by_step(steps.clone()));
        let handles: Vec<k::Background> = (0..n).map(start).collect();
        sleep(ms(55)).await;
        drop(handles);
        expect_no_steps(&steps, ms(800), DETACHED).await;
    }
    for _ in cases([("when a panic drops the handle", ())]) {
        let steps = Arc::new(AtomicUsize::new(0));
        let background = spawn(step_by_step(steps.clone()));
        sleep(ms(55)).await;
        drop_while_unwinding(background);
        expect_no_steps(&steps, ms(800), BY_A_PANIC).await;
    }
    for _ in cases([("when the handle is dropped outside of the runtime", ())]) {
        thread::spawn(drop_outside)
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    }
}

// On a thread and a runtime of its own, because a thread that runs async code cannot leave it in between.
fn drop_outside() {
    const OUTSIDE: &str = "A handle can be dropped where no runtime is: there `tokio::spawn` panics, and `Handle::try_current` finds none. `abort` needs no runtime.";
    let paused = runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build();
    let runtime = paused.expect("a runtime can be built");
    let steps = Arc::new(AtomicUsize::new(0));
    let block_on = |future: LocalBoxFuture<'_, ()>| runtime.block_on(future);
    let mut background = None;
    block_on(Box::pin(async {
        background = Some(spawn(step_by_step(steps.clone())));
        sleep(ms(55)).await;
    }));
    if let Err(panic) = caught_call(|| drop(background)) {
        panic.explain("The drop of the handle", OUTSIDE);
    }
    block_on(Box::pin(expect_no_steps(&steps, ms(800), OUTSIDE)));
}

async fn step_by_step(steps: Arc<AtomicUsize>) {
    loop {
        sleep(ms(10)).await;
        steps.fetch_add(1, SeqCst);
    }
}

async fn expect_no_steps(steps: &AtomicUsize, time: std::time::Duration, why: &str) {
    sleep(ms(1)).await;
    let before = steps.load(SeqCst);
    sleep(time).await;
    let later = steps.load(SeqCst) - before;
    assert_that(
        later == 0,
        &format!("Tasks went on after their handles were dropped: {later} more steps."),
        why,
    );
}
