//! Hidden checks of `deadline`.

use deadline as k;
use kata_kit::{
    SampleError, Shown, Timeline, assert_same, assert_that, call, cases, errors, hang_hint,
    join_all, ms, spawn,
};
use std::{fmt::Debug, future::Future, rc::Rc, time::Duration};
use tokio::{join, task::JoinHandle, time::sleep};

const NEVER: &str =
    "Wait for whichever comes first, the value or the limit, and return at that moment.";
const BLOCKED: &str = "Nothing else could run, so no time could pass: `block_on`, `std::thread::sleep` or a loop that never waits holds the thread.";
const UNWRAPPED: &str = "What goes wrong inside is the caller's to handle, as `Failed`. `unwrap` and `expect` make a panic of your own out of it.";
const NO_TIME_PASSED: &str = "The limit was over before any time had passed on tokio's clock. A `sleep` that is not awaited does not wait, and a `std::thread::sleep` is no timer for async code, in a task no more than on the blocking pool. Use those of `tokio::time`.";
const AT_ONCE: &str = "A value that is there before the limit is returned at once: the limit is not a time to wait, and whoever looks at `is_finished` now and then \
     sees it late. Await the task.";
const INNER: &str = "`timeout` says only whether it was in time. Inside is a second `Result`, the future's own: look at both.";
const NOT_A_TIMEOUT: &str = "It was done in time, and failed: that is `Failed`. `TimedOut` is for what was not done within the limit.";
const NO_FAILURE: &str = "It was not done within the limit: that is `TimedOut`. `Failed` is for what ended in time with an error.";
const GREATEST: &str = "A limit may be any `Duration`. `Instant::now() + limit` panics if the sum is later than an `Instant` can be; `timeout` and `sleep` take every limit.";
const TOGETHER: &str =
    "Each call counts its own limit from its own start, whatever other calls do at the same time.";
const HOUR: Duration = ms(3_600_000);

// What came out, in std types only.
#[derive(Debug, PartialEq)]
enum Outcome<T> {
    Value(T),
    TimedOut(Duration),
    Failed(String),
}

impl<T: Debug> Shown for Outcome<T> {}

async fn outcome<T>(
    timeline: &Timeline,
    future: impl Future<Output = Result<T, k::Failure>>,
) -> Outcome<T> {
    let _hint = hang_hint(BLOCKED);
    let call = call("Your code", future).within(HOUR * 10, NEVER);
    let why = |panic: &str| {
        Some(if panic.contains("overflow") {
            GREATEST
        } else {
            UNWRAPPED
        })
    };
    let result = call.explain_if(why).await;
    timeline.returned();
    match result {
        Ok(value) => Outcome::Value(value),
        Err(k::Failure::TimedOut(limit)) => {
            assert_that(
                timeline.now() > ms(0),
                &format!("`TimedOut({limit:?})` was returned at 0 ms."),
                NO_TIME_PASSED,
            );
            Outcome::TimedOut(limit)
        }
        Err(k::Failure::Failed(error)) => {
            let error: anyhow::Error = error;
            Outcome::Failed(format!("{error:#}"))
        }
    }
}

// Works for `time` as the row `name`, in fifty steps at most, and gives `result`.
async fn work<T>(
    timeline: Timeline,
    name: &'static str,
    time: Duration,
    result: anyhow::Result<T>,
) -> anyhow::Result<T> {
    let span = timeline.span(name);
    let start = timeline.now();
    let step = (time / 50).max(ms(10));
    while timeline.now() - start < time {
        sleep(step.min(time - (timeline.now() - start))).await;
        timeline.tick(name);
    }
    span.finish();
    result
}

fn task<T: Send + 'static>(
    timeline: &Timeline,
    time: Duration,
    result: anyhow::Result<T>,
) -> JoinHandle<anyhow::Result<T>> {
    spawn(work(timeline.clone(), "work", time, result))
}

fn start(limit: Duration) -> Timeline {
    let timeline = Timeline::start();
    if limit <= HOUR * 10 {
        timeline.mark(limit, "limit");
    }
    timeline
}

// Limits, and a time within them.
fn in_time() -> impl Iterator<Item = (Duration, Duration)> {
    cases([
        ("with a limit of 200 ms", (ms(200), ms(50))),
        ("when it is done at once", (ms(200), ms(0))),
        ("when it is done just before the limit", (ms(200), ms(199))),
        ("with a limit of two hours", (HOUR * 2, HOUR)),
        ("with the greatest limit", (Duration::MAX, ms(50))),
    ])
}

// Limits, and a time beyond them.
fn too_late() -> impl Iterator<Item = (Duration, Duration)> {
    cases([
        ("with a limit of 120 ms", (ms(120), ms(500))),
        ("with a limit of 1 ms", (ms(1), ms(500))),
        (
            "when it would be done just after the limit",
            (ms(120), ms(121)),
        ),
        ("with a limit of an hour", (HOUR, HOUR * 5)),
    ])
}

fn expect_returned_at(timeline: &Timeline, at: Duration, why: &str) {
    assert_same("it returned at", timeline.returned_at(), Some(at), why);
}

// The error that came as `Failed`, as text.
fn failed<T: Debug>(outcome: Outcome<T>) -> String {
    match outcome {
        Outcome::Failed(error) => error,
        Outcome::Value(value) => {
            panic!("It failed in time, but you returned Ok({value:?}).\n{INNER}")
        }
        Outcome::TimedOut(limit) => {
            panic!("It failed in time, but you returned TimedOut({limit:?}).\n{NOT_A_TIMEOUT}")
        }
    }
}

fn expect_timed_out<T: Debug>(outcome: Outcome<T>, promised: Duration) {
    match outcome {
        Outcome::TimedOut(limit) => assert_same(
            "the limit in `TimedOut`",
            limit,
            promised,
            "`TimedOut` carries the limit that was set, not the time that was left or is over.",
        ),
        Outcome::Value(value) => panic!(
            "It was not done within the limit, but you returned Ok({value:?}).\nSomebody waited for it beyond the limit."
        ),
        Outcome::Failed(text) => {
            panic!(
                "It was not done within the limit, but you returned Failed: {text}\n{NO_FAILURE}"
            )
        }
    }
}

/// `with_deadline` gives the value at the moment it is there, if that is within the limit.
/// Promises: 1
async fn a_future_in_time_gives_its_value() {
    for (limit, time) in in_time() {
        // The future borrows, and is neither `Send` nor `Unpin`.
        let text = String::from("borrowed");
        let timeline = start(limit);
        let future = async {
            let not_send = Rc::new(&text);
            work(timeline.clone(), "work", time, Ok(())).await?;
            Ok(not_send.as_str())
        };
        let outcome: Outcome<&str> = outcome(&timeline, k::with_deadline(limit, future)).await;
        let promised = Outcome::Value("borrowed");
        assert_same("what was returned", outcome, promised, NEVER);
        expect_returned_at(&timeline, time, AT_ONCE);
    }
    for ours in cases([("with a second call in the middle of the first", ms(50))]) {
        let timeline = start(ms(200));
        let one_more = async {
            sleep(ours).await;
            let work = work(timeline.clone(), "second", ms(10), Ok(2_u32));
            let value = k::with_deadline(ms(20), work).await.ok();
            (value, timeline.now())
        };
        let first = k::with_deadline(ms(200), work(timeline.clone(), "first", ms(100), Ok(1)));
        let (first, (second, at)) = join!(outcome(&timeline, first), one_more);
        assert_same(
            "what the first returned",
            first,
            Outcome::Value(1_u32),
            TOGETHER,
        );
        assert_same("what the second returned", second, Some(2), TOGETHER);
        assert_same("the second returned at", at, ms(60), TOGETHER);
        expect_returned_at(&timeline, ms(100), TOGETHER);
    }
}

/// If the future fails in time, `with_deadline` gives `Failed` with its text, at that moment.
/// Promises: 2
async fn a_failing_future_is_failed() {
    for sample in errors() {
        let timeline = start(ms(200));
        let future = work::<u32>(timeline.clone(), "work", ms(50), Err(sample.error()));
        let result = outcome(&timeline, k::with_deadline(ms(200), future)).await;
        sample.assert_kept(&failed(result));
        expect_returned_at(&timeline, ms(50), AT_ONCE);
    }
    for (limit, time) in in_time() {
        let timeline = start(limit);
        let error = anyhow::Error::msg("no such host");
        let future = work::<u32>(timeline.clone(), "work", time, Err(error));
        let result = outcome(&timeline, k::with_deadline(limit, future)).await;
        failed(result);
        expect_returned_at(&timeline, time, AT_ONCE);
    }
}

/// If the future is not done, `with_deadline` gives `TimedOut` at the limit and has dropped it.
/// Promises: 3, 4
/// Points: 2
async fn a_future_over_the_limit_times_out() {
    for (limit, time) in too_late() {
        for result in [Ok(7_u32), Err(anyhow::Error::msg("too late to matter"))] {
            let timeline = start(limit);
            let ours = k::with_deadline(limit, work(timeline.clone(), "work", time, result));
            let outcome = outcome(&timeline, ours).await;
            let dropped = timeline.was_cancelled("work");
            expect_timed_out(outcome, limit);
            expect_returned_at(
                &timeline,
                limit,
                "At the limit it is over: return then, no sooner and no later, and do not wait for the future.",
            );
            assert_that(
                dropped,
                "The future had not been dropped when you returned.",
                "A future is cancelled by dropping it. One that was moved into a task, is kept or leaked lives on.",
            );
        }
    }
    for ours in cases([("with a second call in the middle of the first", ms(50))]) {
        let timeline = start(ms(120));
        let one_more = async {
            sleep(ours).await;
            let work = work(timeline.clone(), "second", ms(500), Ok(2_u32));
            let timed_out = k::with_deadline(ms(20), work).await.is_err();
            (timed_out, timeline.now())
        };
        let first = work(timeline.clone(), "first", ms(500), Ok(1_u32));
        let first = outcome(&timeline, k::with_deadline(ms(120), first));
        let (first, second) = join!(first, one_more);
        expect_timed_out(first, ms(120));
        expect_returned_at(&timeline, ms(120), TOGETHER);
        let what = "whether the second timed out, and when";
        assert_same(what, second, (true, ms(70)), TOGETHER);
    }
}

/// `task_with_deadline` gives the task's value at the moment it is there, if that is in time.
/// Promises: 1
async fn a_task_in_time_gives_its_value() {
    for (limit, time) in in_time() {
        let timeline = start(limit);
        let handle = task(&timeline, time, Ok(7_u32));
        let ours = k::task_with_deadline(limit, handle);
        let outcome: Outcome<u32> = outcome(&timeline, ours).await;
        assert_same("what was returned", outcome, Outcome::Value(7), NEVER);
        expect_returned_at(&timeline, time, AT_ONCE);
    }
    for before in cases([("with a task that ended long before", ms(500))]) {
        let ended = task(&start(ms(0)), ms(50), Ok(7_u32));
        sleep(before).await;
        let timeline = start(ms(200));
        let outcome = outcome(&timeline, k::task_with_deadline(ms(200), ended)).await;
        assert_same("what was returned", outcome, Outcome::Value(7), NEVER);
        expect_returned_at(&timeline, ms(0), AT_ONCE);
    }
}

/// If the task fails in time, `task_with_deadline` gives `Failed` with its text.
/// Promises: 2
async fn a_failing_task_is_failed() {
    let of_task = async |limit, time, sample: SampleError| {
        let timeline = start(limit);
        let handle = task::<u32>(&timeline, time, Err(sample.error()));
        let result = outcome(&timeline, k::task_with_deadline(limit, handle)).await;
        sample.assert_kept(&failed(result));
        expect_returned_at(&timeline, time, AT_ONCE);
    };
    for sample in errors() {
        of_task(ms(200), ms(50), sample).await;
    }
    for (limit, time) in in_time() {
        of_task(limit, time, errors().next().unwrap()).await;
    }
}

/// If the task panics in time, `task_with_deadline` gives `Failed` with the panic's text.
/// Promises: 6
async fn a_panicking_task_is_failed() {
    for formatted in cases([
        ("with a literal text", false),
        ("with a formatted text", true),
    ]) {
        let timeline = start(ms(200));
        let handle: JoinHandle<anyhow::Result<u32>> = spawn({
            let work = work(timeline.clone(), "work", ms(50), Ok(3));
            async move {
                let number = work.await?;
                if formatted {
                    panic!("valve {number} is stuck: nobody can turn it, and the tank is full")
                } else {
                    panic!("the valve is stuck: nobody can turn it, and the tank is full")
                }
            }
        });
        let outcome = outcome(&timeline, k::task_with_deadline(ms(200), handle)).await;
        let text = if formatted {
            "valve 3 is stuck: nobody can turn it, and the tank is full"
        } else {
            "the valve is stuck: nobody can turn it, and the tank is full"
        };
        let error = failed(outcome);
        assert_that(
            error.contains(text),
            &format!("The task panicked with \"{text}\", but the error says \"{error}\"."),
            "The text of the panic got lost. The `JoinError` has it: put that into the error, or add context to it.",
        );
        expect_returned_at(&timeline, ms(50), AT_ONCE);
    }
}

/// If the task is not done, `task_with_deadline` gives `TimedOut` at the limit, and the task stops.
/// Promises: 3, 5
/// Points: 2
async fn a_task_over_the_limit_is_stopped() {
    for (limit, time) in too_late() {
        let timeline = start(limit);
        let handle = task(&timeline, time, Ok(7_u32));
        expect_stopped(&timeline, limit, k::task_with_deadline(limit, handle)).await;
        let later = (time - limit).max(ms(800));
        let [(_, steps)] = timeline.later_ticks(["work"], later).await;
        expect_no_steps(steps);
    }
    for others in cases([("with eleven calls at the same time", 0..11_u32)]) {
        let limit = |number: u32| ms(100 + 7 * u64::from(number));
        let timelines: Vec<Timeline> = others.clone().map(|number| start(limit(number))).collect();
        let calls = others.zip(&timelines).map(|(number, timeline)| {
            let handle = task(timeline, ms(5_000), Ok(number));
            expect_stopped(
                timeline,
                limit(number),
                k::task_with_deadline(limit(number), handle),
            )
        });
        join_all(calls).await;
        for timeline in &timelines {
            let [(_, steps)] = timeline.later_ticks(["work"], ms(100)).await;
            expect_no_steps(steps);
        }
    }
}

async fn expect_stopped<T: Debug>(
    timeline: &Timeline,
    limit: Duration,
    ours: impl Future<Output = Result<T, k::Failure>>,
) {
    let outcome = outcome(timeline, ours).await;
    expect_timed_out(outcome, limit);
    expect_returned_at(
        timeline,
        limit,
        "At the limit it is over: return then, no sooner and no later, and do not wait for the task to come to its end.",
    );
}

fn expect_no_steps(steps: usize) {
    assert_that(
        steps == 0,
        &format!("The task went on after the timeout: {steps} more steps."),
        "Dropping a JoinHandle detaches its task, it does not cancel it, and a timeout around a handle drops only the handle: call `abort`.",
    );
}
