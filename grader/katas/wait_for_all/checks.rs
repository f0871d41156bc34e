//! Hidden checks of `wait_for_all`.

use futures::future::LocalBoxFuture;
use kata_kit::{
    Gauge, Timeline, assert_polled_at_most, assert_same, assert_that, call, cases, errors,
    hang_hint, ms, sizes_from,
};
use std::{
    future::{Future, ready},
    time::Duration,
};
use tokio::time::{Instant, sleep};
use wait_for_all as k;

const NEVER: &str = "Some future was not polled again after it had been woken, or you wait for something that nobody does.";
const BLOCKED: &str = "Nothing else could run, so no time could pass: `block_on` or another blocking call holds the thread, or a loop polls without ever waiting.";
const IN_TURN: &str = "Awaiting one after the other adds their times up, and a future that nobody polls stands still: poll them all together.";
const TOO_EARLY: &str =
    "Somebody was still at work: the values are complete only when all have ended.";
const LIMITED: &str = "There is no limit in this kata: all of them must be in progress at the same time, however many there are.";
const EMPTY: &str =
    "With nothing to wait for, nobody will ever wake you: look at the empty case first.";
const ORDER: &str =
    "Values come in the order of the list, not in the order in which the futures ended.";
const MISSING: &str = "Every future has a value, and all of them are asked for.";
const LOST: &str = "An error was lost: the result must be an `Err` when any of the futures fails.";

const HOUR: u64 = 3_600_000;
const FAILED: &str = "Nobody failed, so there is no error to return: return the values, however many there are and however long they took.";
const TEXT_LOST: &str = "The text of the error got lost: pass the error on, or add context to it.";

// What one future does: its name, how long it takes in ms, and whether it fails then.
struct Plan {
    name: String,
    time: u64,
    fails: bool,
}

impl Plan {
    fn error(&self) -> String {
        format!("{} failed", self.name)
    }
}

// Plans with these times, of which those at these places fail.
fn plans(times: &[u64], failing: &[usize]) -> Vec<Plan> {
    let plan = |(place, time): (usize, &u64)| Plan {
        name: format!("task-{}", place + 1),
        time: *time,
        fails: failing.contains(&place),
    };
    times.iter().enumerate().map(plan).collect()
}

// `n` times, of which the last is the shortest.
fn falling(n: usize) -> Vec<u64> {
    (0..n as u64)
        .map(|place| 50 + 10 * (n as u64 - place))
        .collect()
}

fn rising_but_for_place_50() -> Vec<u64> {
    let time = |place: u64| if place == 50 { 50 } else { 100 + 10 * place };
    (0..100).map(time).collect()
}

fn longest(plans: &[Plan]) -> Duration {
    plans
        .iter()
        .map(|plan| ms(plan.time))
        .max()
        .unwrap_or_default()
}

type Value<'a> = anyhow::Result<&'a str>;

// Makes all futures of the checks: the student's functions are compiled for every type of future. This one borrows, and
// is neither `Send` nor `Unpin`.
async fn future_of<'a>(work: LocalBoxFuture<'a, Value<'a>>) -> Value<'a> {
    work.await
}

fn futures_of<'a>(
    timeline: &'a Timeline,
    plans: &'a [Plan],
) -> Vec<impl Future<Output = Value<'a>> + use<'a>> {
    let work = |plan: &'a Plan| async move {
        let work = async {
            // Who polls it only once comes no further than the first pause.
            let pauses = if plan.time == 0 { 0 } else { 5 };
            for _ in 0..pauses {
                sleep(ms(plan.time) / pauses).await;
            }
        };
        timeline.watch(&plan.name, work).await;
        if plan.fails {
            Err(anyhow::Error::msg(plan.error()))
        } else {
            Ok(&*plan.name)
        }
    };
    let future = |plan| future_of(Box::pin(work(plan)));
    plans.iter().map(future).collect()
}

// Futures that are inside the gauge for 50 ms, and give their names.
fn in_gauge<'a>(
    gauge: &'a Gauge,
    names: &'a [String],
) -> Vec<impl Future<Output = Value<'a>> + use<'a>> {
    let future = |name: &'a String| {
        future_of(Box::pin(async move {
            let _inside = gauge.enter();
            sleep(ms(50)).await;
            Ok(&**name)
        }))
    };
    names.iter().map(future).collect()
}

fn names(n: usize) -> Vec<String> {
    (0..n).map(|number| number.to_string()).collect()
}

// What the student's future gives, an error as its text.
async fn outcome<T>(future: impl Future<Output = anyhow::Result<T>>) -> Result<T, String> {
    const UNWRAPPED: &str = "An error is a result to return, not a reason to panic: no `unwrap` and no `expect` on what a future gives.";
    const SPINS: &str = "Wait until somebody wakes you, instead of looking again and again: a future wakes the one who polls it.";
    let _hint = hang_hint(BLOCKED);
    let call = call("Your code", future).within(ms(3 * HOUR), NEVER);
    // There are a hundred futures at most, and each wakes five times.
    let result = assert_polled_at_most(2_000, SPINS, call.explain(UNWRAPPED)).await;
    result.map_err(|error| format!("{error:#}"))
}

fn expect_to_have_taken(timeline: &Timeline, longest: Duration) {
    let took = timeline.returned_at().unwrap_or_default();
    let why = if took > longest { IN_TURN } else { TOO_EARLY };
    assert_same("it returned at", took, longest, why);
}

fn expect_all_together(
    names: &[String],
    gauge: &Gauge,
    took: Duration,
    values: Result<Vec<&str>, String>,
) {
    let n = names.len();
    let peak = gauge.peak();
    let observed = format!("Of {n} futures at most {peak} were in progress at the same time.");
    assert_that(
        peak == n,
        &observed,
        if peak == 1 { IN_TURN } else { LIMITED },
    );
    assert_same("futures of 50 ms took", took, ms(50), IN_TURN);
    expect_values(values, names.iter().map(|name| &**name).collect());
}

fn expect_values(values: Result<Vec<&str>, String>, promised: Vec<&str>) {
    let values = values.unwrap_or_else(|error| {
        panic!("Nobody failed, but it returned the error {error:?}.\n{FAILED}")
    });
    let why = if values.len() == promised.len() {
        ORDER
    } else {
        MISSING
    };
    assert_same("the values", values, promised, why);
}

// All kinds of lists in which nobody fails.
fn successes() -> impl Iterator<Item = Vec<Plan>> {
    let many = sizes_from(1, "future").map(|n| plans(&falling(n), &[]));
    cases([
        (
            "with futures of 200, 300 and 250 ms",
            plans(&[200, 300, 250], &[]),
        ),
        (
            "with futures that are ready at once",
            plans(&[0, 0, 0], &[]),
        ),
        (
            "with one that is ready at once among others",
            plans(&[20, 0, 10], &[]),
        ),
        ("with a future of an hour", plans(&[10, HOUR, 20], &[])),
    ])
    .chain(many)
}

/// `wait_for_all` takes as long as the longest future, not as long as all of them together.
/// Promises: 1
/// Points: 2
async fn wait_for_all_takes_as_long_as_the_longest() {
    for plans in successes() {
        let timeline = Timeline::start();
        let values = outcome(k::wait_for_all(futures_of(&timeline, &plans))).await;
        timeline.returned();
        if let Err(error) = values {
            panic!("Nobody failed, but it returned the error {error:?}.\n{FAILED}");
        }
        expect_to_have_taken(&timeline, longest(&plans));
    }
}

/// `wait_for_all` has all futures in progress at the same time, however many there are.
/// Promises: 1
async fn wait_for_all_runs_any_number_together() {
    for n in sizes_from(1, "future") {
        let (gauge, names, start) = (Gauge::new(), names(n), Instant::now());
        let values = outcome(k::wait_for_all(in_gauge(&gauge, &names))).await;
        expect_all_together(&names, &gauge, start.elapsed(), values);
    }
}

/// `wait_for_all` gives the values in the order of the list; they may be borrowed.
/// Promises: 2, 3
async fn wait_for_all_keeps_the_order() {
    for plans in successes() {
        let timeline = Timeline::start();
        let values = outcome(k::wait_for_all(futures_of(&timeline, &plans))).await;
        timeline.returned();
        expect_values(values, plans.iter().map(|plan| &*plan.name).collect());
    }
}

// All kinds of lists in which somebody fails.
fn failures() -> impl Iterator<Item = Vec<Plan>> {
    let all: Vec<usize> = (0..100).collect();
    cases([
        (
            "with an error in the first of three",
            plans(&[50, 300, 200], &[0]),
        ),
        (
            "with an error in the middle of three",
            plans(&[200, 50, 300], &[1]),
        ),
        (
            "with an error in the last of three",
            plans(&[300, 200, 50], &[2]),
        ),
        (
            "with errors in three of four",
            plans(&[150, 100, 50, 200], &[1, 2, 3]),
        ),
        ("with one future, which fails", plans(&[50], &[0])),
        ("with an error that comes last", plans(&[20, 200, 30], &[1])),
        (
            "with an error that is ready at once",
            plans(&[300, 0, 200], &[1]),
        ),
        (
            "with an error after an hour",
            plans(&[2 * HOUR, HOUR, 20], &[1]),
        ),
        // The first of them in time is neither the first in the list nor the first by its text.
        (
            "with errors at the places 2, 5 and 10 of eleven",
            plans(
                &[300, 20, 150, 20, 20, 50, 20, 20, 20, 20, 200],
                &[2, 5, 10],
            ),
        ),
        // Those before it end before those behind it.
        (
            "with an error in the middle of 100",
            plans(&rising_but_for_place_50(), &[50]),
        ),
        ("with errors in all of 100", plans(&falling(100), &all)),
        (
            "with an error in the last of 100",
            plans(&falling(100), &[99]),
        ),
    ])
}

/// After an error `wait_for_all` goes on until all the others have ended, and then fails.
/// Promises: 5
/// Points: 2
async fn wait_for_all_waits_for_everybody_after_an_error() {
    const GAVE_UP: &str = "This function waits for everybody, also after an error: returning early, for example with `?`, drops the futures that are still at work.";
    for plans in failures() {
        let timeline = Timeline::start();
        let result = outcome(k::wait_for_all(futures_of(&timeline, &plans))).await;
        timeline.returned();
        assert_that(result.is_err(), &format!("It returned {result:?}."), LOST);
        for Plan { name, .. } in &plans {
            assert_that(
                timeline.finished_at(name).is_some(),
                &format!("`{name}` had not come to its end when you returned the error."),
                GAVE_UP,
            );
        }
        expect_to_have_taken(&timeline, longest(&plans));
    }
}

/// `wait_for_all` returns the error that stands first in the list, with its text.
/// Promises: 6
async fn wait_for_all_gives_the_first_error_by_position() {
    for plans in failures() {
        let timeline = Timeline::start();
        let result = outcome(k::wait_for_all(futures_of(&timeline, &plans))).await;
        timeline.returned();
        let Err(error) = result else {
            panic!("It returned {result:?}.\n{LOST}");
        };
        let failed: Vec<&Plan> = plans.iter().filter(|plan| plan.fails).collect();
        let Some(first) = failed.first() else {
            continue;
        };
        let earliest = failed.iter().min_by_key(|plan| plan.time);
        let why = if earliest.is_some_and(|plan| error.contains(&plan.error())) {
            "You returned the error that came first in time: the first in the list is asked for."
        } else if failed.iter().any(|plan| error.contains(&plan.error())) {
            "You returned another error: a later one must not take the place of the first in the list."
        } else {
            TEXT_LOST
        };
        let observed = format!("The error says {error:?}, promised is {:?}.", first.error());
        assert_that(error.contains(&first.error()), &observed, why);
    }
    for sample in errors() {
        let results = [Ok("one"), Err(sample.error())];
        let futs = results
            .map(|result| future_of(Box::pin(ready(result))))
            .into();
        sample.assert_kept(&expect_error(outcome(k::wait_for_all(futs)).await));
    }
}

fn expect_error(result: Result<Vec<&str>, String>) -> String {
    match result {
        Err(error) => error,
        Ok(values) => panic!("One future failed, but it returned Ok({values:?}).\n{LOST}"),
    }
}

/// If nobody fails, `fail_fast` gives all values in order, at the moment the longest future ends.
/// Promises: 1, 2, 3
/// Points: 2
async fn fail_fast_gives_all_values_if_nobody_fails() {
    for plans in successes() {
        let timeline = Timeline::start();
        let values = outcome(k::fail_fast(futures_of(&timeline, &plans))).await;
        timeline.returned();
        expect_to_have_taken(&timeline, longest(&plans));
        expect_values(values, plans.iter().map(|plan| &*plan.name).collect());
    }
    for n in sizes_from(1, "future") {
        let (gauge, names, start) = (Gauge::new(), names(n), Instant::now());
        let values = outcome(k::fail_fast(in_gauge(&gauge, &names))).await;
        expect_all_together(&names, &gauge, start.elapsed(), values);
    }
}

// When the first error comes.
fn first_error(plans: &[Plan]) -> Option<&Plan> {
    let failed = plans.iter().filter(|plan| plan.fails);
    failed.min_by_key(|plan| plan.time)
}

/// `fail_fast` returns at the first error in time, with its text.
/// Promises: 7
/// Points: 2
async fn fail_fast_returns_at_the_first_error() {
    for plans in failures() {
        let timeline = Timeline::start();
        let result = outcome(k::fail_fast(futures_of(&timeline, &plans))).await;
        timeline.returned();
        let Err(error) = result else {
            panic!("It returned {result:?}.\n{LOST}");
        };
        let Some(first) = first_error(&plans) else {
            continue;
        };
        let took = timeline.returned_at().unwrap_or_default();
        let why = if took < ms(first.time) {
            "A future that ends well is no reason to return: only an error is."
        } else if took == longest(&plans) {
            "You waited for all and only then looked for an error, or you looked at the results in the order of the list: look at each result when it comes."
        } else {
            "You looked at the results in the order of the list: an error behind a slower future was not noticed. (`try_join_all` does so with more than 30 futures.)"
        };
        assert_same("it returned at", took, ms(first.time), why);
        let other = plans.iter().any(|plan| error.contains(&plan.error()));
        let why = if other {
            "The error to return is the one that came first in time."
        } else {
            TEXT_LOST
        };
        let observed = format!("The error says {error:?}, promised is {:?}.", first.error());
        assert_that(error.contains(&first.error()), &observed, why);
    }
    for sample in errors() {
        let results = [Ok("one"), Err(sample.error())];
        let futs = results
            .map(|result| future_of(Box::pin(ready(result))))
            .into();
        sample.assert_kept(&expect_error(outcome(k::fail_fast(futs)).await));
    }
}

/// When `fail_fast` has returned an error, the futures still at work have been dropped.
/// Promises: 8
async fn fail_fast_drops_the_others() {
    for plans in failures() {
        let timeline = Timeline::start();
        let result = outcome(k::fail_fast(futures_of(&timeline, &plans))).await;
        timeline.returned();
        assert_that(result.is_err(), &format!("It returned {result:?}."), LOST);
        let end = first_error(&plans).map_or(0, |plan| plan.time);
        for Plan { name, .. } in plans.iter().filter(|plan| plan.time > end) {
            let ended = timeline.finished_at(name).is_some();
            assert_that(
                !ended,
                &format!("`{name}` ran to its end although another future had failed before."),
                "Do not wait for the others after an error: return, and drop them.",
            );
            assert_that(
                timeline.started_at(name).is_none() || timeline.was_cancelled(name),
                &format!("`{name}` was not dropped when you returned."),
                "A future that is kept, leaked or forgotten is not cancelled; to cancel it, drop it.",
            );
        }
    }
}

/// An empty list gives an empty vector at once, from both functions.
/// Promises: 4
async fn an_empty_list_is_done_at_once() {
    let (gauge, start) = (Gauge::new(), Instant::now());
    let all = of_nothing(k::wait_for_all(in_gauge(&gauge, &[]))).await;
    assert_same("`wait_for_all` of nothing", all, Ok(vec![]), EMPTY);
    let all = of_nothing(k::fail_fast(in_gauge(&gauge, &[]))).await;
    assert_same("`fail_fast` of nothing", all, Ok(vec![]), EMPTY);
    assert_same("the time it took", start.elapsed(), ms(0), EMPTY);
}

// `select_all` panics on an empty list, in words that only its authors understand.
async fn of_nothing<'a>(
    future: impl Future<Output = anyhow::Result<Vec<&'a str>>>,
) -> Result<Vec<&'a str>, String> {
    let _hint = hang_hint(EMPTY);
    let call = call("Your code", future).within(ms(1000), EMPTY);
    let result = call.explain(EMPTY).await;
    result.map_err(|error| format!("{error:#}"))
}
