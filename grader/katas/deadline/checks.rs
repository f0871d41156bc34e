//! Hidden checks of `deadline`.

use deadline as k;
use kata_kit::{
    Shown, Timeline, anyhow::Context as _, assert_same, assert_that, call, hang_hint, ms,
};
use std::{fmt::Debug, future::Future, rc::Rc, time::Duration};
use tokio::task::JoinHandle;

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
const TEXT: &str =
    "The text of the error got lost: put the error itself into `Failed`, or add context to it.";

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
    let call = call("Your code", future).within(ms(10_000), NEVER);
    let result = call.explain(UNWRAPPED).await;
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

// Works for `time` ms as the row `work` and gives `result`; an error comes as its text.
async fn work<T>(timeline: Timeline, time: u64, result: Result<T, &str>) -> anyhow::Result<T> {
    timeline.work("work", ms(time), ()).await;
    result.map_err(|text| anyhow::Error::msg(text.to_string()))
}

fn task<T: Send + 'static>(
    timeline: &Timeline,
    time: u64,
    result: Result<T, &'static str>,
) -> JoinHandle<anyhow::Result<T>> {
    tokio::spawn(work(timeline.clone(), time, result))
}

fn start(limit: u64) -> Timeline {
    let timeline = Timeline::start();
    timeline.mark(ms(limit), "limit");
    timeline
}

fn expect_returned_at(timeline: &Timeline, at: u64, why: &str) {
    assert_same("it returned at", timeline.returned_at(), Some(ms(at)), why);
}

fn expect_failed<T: std::fmt::Debug>(outcome: Outcome<T>, text: &str) {
    match &outcome {
        Outcome::Failed(error) => assert_that(
            error.contains(text),
            &format!("The error says \"{error}\", promised is \"{text}\"."),
            TEXT,
        ),
        Outcome::Value(value) => {
            panic!("It failed in time, but you returned Ok({value:?}).\n{INNER}")
        }
        Outcome::TimedOut(limit) => {
            panic!("It failed in time, but you returned TimedOut({limit:?}).\n{NOT_A_TIMEOUT}")
        }
    }
}

fn expect_timed_out<T: std::fmt::Debug>(outcome: Outcome<T>, promised: Duration) {
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
async fn a_future_in_time_gives_its_value() {
    // The future borrows, and is neither `Send` nor `Unpin`.
    let text = String::from("borrowed");
    let timeline = start(200);
    let future = async {
        let not_send = Rc::new(&text);
        work(timeline.clone(), 50, Ok(())).await?;
        Ok(not_send.as_str())
    };
    let outcome: Outcome<&str> = outcome(&timeline, k::with_deadline(ms(200), future)).await;
    assert_same(
        "what was returned",
        outcome,
        Outcome::Value("borrowed"),
        NEVER,
    );
    expect_returned_at(&timeline, 50, AT_ONCE);
}

/// If the future fails in time, `with_deadline` gives `Failed` with its text, at that moment.
async fn a_failing_future_is_failed() {
    let timeline = start(200);
    let future = work::<u32>(timeline.clone(), 50, Err("no such host"));
    let result = outcome(&timeline, k::with_deadline(ms(200), future)).await;
    expect_failed(result, "no such host");
    expect_returned_at(&timeline, 50, AT_ONCE);

    // The text of an error with a cause is what it says itself.
    let timeline = start(200);
    let future = async {
        let page = work::<u32>(timeline.clone(), 50, Err("no such host")).await;
        page.context("the page cannot be shown")
    };
    let result = outcome(&timeline, k::with_deadline(ms(200), future)).await;
    expect_failed(result, "the page cannot be shown");
}

/// If the future is not done, `with_deadline` gives `TimedOut` at the limit and has dropped it.
/// Points: 2
async fn a_future_over_the_limit_times_out() {
    for result in [Ok(7_u32), Err("too late to matter")] {
        let timeline = start(120);
        let ours = k::with_deadline(ms(120), work(timeline.clone(), 500, result));
        let outcome = outcome(&timeline, ours).await;
        let dropped = timeline.was_cancelled("work");
        expect_timed_out(outcome, ms(120));
        expect_returned_at(
            &timeline,
            120,
            "At the limit it is over: return then, no sooner and no later, and do not wait for the future.",
        );
        assert_that(
            dropped,
            "The future had not been dropped when you returned.",
            "A future is cancelled by dropping it. One that was moved into a task, is kept or leaked lives on.",
        );
    }
}

/// `task_with_deadline` gives the task's value at the moment it is there, if that is in time.
async fn a_task_in_time_gives_its_value() {
    let timeline = start(200);
    let handle = task(&timeline, 50, Ok(7_u32));
    let outcome: Outcome<u32> = outcome(&timeline, k::task_with_deadline(ms(200), handle)).await;
    assert_same("what was returned", outcome, Outcome::Value(7), NEVER);
    expect_returned_at(&timeline, 50, AT_ONCE);
}

/// If the task fails in time, `task_with_deadline` gives `Failed` with its text.
async fn a_failing_task_is_failed() {
    let timeline = start(200);
    let handle = task::<u32>(&timeline, 50, Err("no such host"));
    let result = outcome(&timeline, k::task_with_deadline(ms(200), handle)).await;
    expect_failed(result, "no such host");
    expect_returned_at(&timeline, 50, AT_ONCE);

    let timeline = start(200);
    let page = task::<u32>(&timeline, 50, Err("no such host"));
    let handle = tokio::spawn(async { page.await?.context("the page cannot be shown") });
    let result = outcome(&timeline, k::task_with_deadline(ms(200), handle)).await;
    expect_failed(result, "the page cannot be shown");
}

/// If the task panics in time, `task_with_deadline` gives `Failed` with the panic's text.
async fn a_panicking_task_is_failed() {
    for formatted in [false, true] {
        let timeline = start(200);
        let handle: JoinHandle<anyhow::Result<u32>> = tokio::spawn({
            let work = timeline.work("work", ms(50), 3);
            async move {
                let number = work.await;
                if formatted {
                    panic!("valve {number} is stuck")
                } else {
                    panic!("the valve is stuck")
                }
            }
        });
        let outcome = outcome(&timeline, k::task_with_deadline(ms(200), handle)).await;
        let text = if formatted {
            "valve 3 is stuck"
        } else {
            "the valve is stuck"
        };
        if let Outcome::Failed(error) = &outcome {
            assert_that(
                error.contains(text),
                &format!("The task panicked with \"{text}\", but the error says \"{error}\"."),
                "The text of the panic got lost. The `JoinError` has it: put that into the error, or add context to it.",
            );
        }
        expect_failed(outcome, text);
        expect_returned_at(&timeline, 50, AT_ONCE);
    }
}

/// If the task is not done, `task_with_deadline` gives `TimedOut` at the limit, and the task stops.
/// Points: 2
async fn a_task_over_the_limit_is_stopped() {
    let timeline = start(120);
    let handle = task(&timeline, 500, Ok(7_u32));
    let outcome = outcome(&timeline, k::task_with_deadline(ms(120), handle)).await;
    expect_timed_out(outcome, ms(120));
    expect_returned_at(
        &timeline,
        120,
        "At the limit it is over: return then, no sooner and no later, and do not wait for the task to come to its end.",
    );
    let [(_, steps)] = timeline.later_ticks(["work"], ms(800)).await;
    assert_that(
        steps == 0,
        &format!("The task went on after the timeout: {steps} more steps."),
        "Dropping a JoinHandle detaches its task, it does not cancel it, and a timeout around a handle drops only the handle: call `abort`.",
    );
}
