//! Hidden checks of `wait_for_all`.

use kata_kit::{Gauge, Timeline, assert_same, assert_that, call, hang_hint, ms};
use std::{future::Future, rc::Rc, time::Duration};
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

// What one future does: its name, how long it takes in ms, and the text of its error if it fails.
type Plan<'a> = (&'a str, u64, Option<&'a str>);

// Futures that work in pauses of 10 ms, each begun after the one before. They borrow the timeline
// and their names, and are neither `Send` nor `Unpin`.
fn futures_of<'a>(
    timeline: &'a Timeline,
    plans: &[Plan<'a>],
) -> Vec<impl Future<Output = anyhow::Result<&'a str>> + use<'a>> {
    let future = |&(name, time, error): &Plan<'a>| async move {
        let not_send = Rc::new(name);
        let work = async {
            for _ in 0..time / 10 {
                sleep(ms(10)).await;
                timeline.tick(&not_send);
            }
        };
        timeline.watch(name, work).await;
        match error {
            None => Ok(name),
            Some(text) => Err(anyhow::Error::msg(text.to_string())),
        }
    };
    plans.iter().map(future).collect()
}

// Forty futures that are inside the gauge for 50 ms.
fn forty(gauge: &Gauge) -> Vec<impl Future<Output = anyhow::Result<usize>> + use<'_>> {
    let future = |number| async move {
        let _inside = gauge.enter();
        sleep(ms(50)).await;
        Ok(number)
    };
    (0..40).map(future).collect()
}

// What the student's future gives, an error as its text.
async fn outcome<T>(future: impl Future<Output = anyhow::Result<T>>) -> Result<T, String> {
    const UNWRAPPED: &str = "An error is a result to return, not a reason to panic: no `unwrap` and no `expect` on what a future gives.";
    let _hint = hang_hint(BLOCKED);
    let call = call("Your code", future).within(ms(20_000), NEVER);
    let result = call.explain(UNWRAPPED).await;
    result.map_err(|error| format!("{error:#}"))
}

fn expect_to_have_taken(timeline: &Timeline, longest: Duration) {
    let took = timeline.returned_at().unwrap_or_default();
    let why = if took > longest { IN_TURN } else { TOO_EARLY };
    assert_same("it returned at", took, longest, why);
}

fn expect_all_together(gauge: &Gauge, took: Duration, values: Result<Vec<usize>, String>) {
    let peak = gauge.peak();
    let observed = format!("Of 40 futures at most {peak} were in progress at the same time.");
    assert_that(
        peak == 40,
        &observed,
        if peak == 1 { IN_TURN } else { LIMITED },
    );
    assert_same("40 futures of 50 ms took", took, ms(50), IN_TURN);
    assert_same(
        "how many values",
        values.map(|values| values.len()),
        Ok(40),
        MISSING,
    );
}

/// `wait_for_all` takes as long as the longest future, not as long as all of them together.
/// Points: 2
async fn wait_for_all_takes_as_long_as_the_longest() {
    let timeline = Timeline::start();
    let plans = [("a", 200, None), ("b", 300, None), ("c", 250, None)];
    let values = outcome(k::wait_for_all(futures_of(&timeline, &plans))).await;
    timeline.returned();
    expect_to_have_taken(&timeline, ms(300));
    assert_that(
        values.is_ok(),
        &format!("All futures succeeded, but it returned {values:?}."),
        "Without an error there is nothing to report: return the values.",
    );
}

/// `wait_for_all` has all futures in progress at the same time, however many there are.
async fn wait_for_all_runs_any_number_together() {
    let (gauge, start) = (Gauge::new(), Instant::now());
    let values = outcome(k::wait_for_all(forty(&gauge))).await;
    expect_all_together(&gauge, start.elapsed(), values);
}

/// `wait_for_all` gives the values in the order of the list; they may be borrowed.
async fn wait_for_all_keeps_the_order() {
    let names = ["slow", "fast", "middle"].map(String::from);
    let timeline = Timeline::start();
    let plans = [
        (&*names[0], 300, None),
        (&*names[1], 20, None),
        (&*names[2], 150, None),
    ];
    let values = outcome(k::wait_for_all(futures_of(&timeline, &plans))).await;
    timeline.returned();
    assert_same(
        "the values",
        values,
        Ok(vec!["slow", "fast", "middle"]),
        ORDER,
    );
}

/// After an error `wait_for_all` goes on until all the others have ended, and then fails.
/// Points: 2
async fn wait_for_all_waits_for_everybody_after_an_error() {
    const GAVE_UP: &str = "This function waits for everybody, also after an error: returning early, for example with `?`, drops the futures that are still at work.";
    let timeline = Timeline::start();
    let plans = [
        ("fails", 50, Some("no such host")),
        ("slower", 300, None),
        ("slow", 200, None),
    ];
    let result = outcome(k::wait_for_all(futures_of(&timeline, &plans))).await;
    timeline.returned();
    assert_that(
        result.is_err(),
        &format!("One future failed, but it returned {result:?}."),
        LOST,
    );
    for name in ["slow", "slower"] {
        assert_that(
            timeline.finished_at(name).is_some(),
            &format!("`{name}` had not come to its end when you returned the error."),
            GAVE_UP,
        );
    }
    expect_to_have_taken(&timeline, ms(300));
}

/// `wait_for_all` returns the error that stands first in the list, with its text.
async fn wait_for_all_gives_the_first_error_by_position() {
    let (first, earliest, last) = ("the disk is full", "no such host", "access denied");
    let timeline = Timeline::start();
    let plans = [
        ("task-1", 150, None),
        ("task-2", 100, Some(first)),
        ("task-3", 50, Some(earliest)),
        ("task-4", 200, Some(last)),
    ];
    let result = outcome(k::wait_for_all(futures_of(&timeline, &plans))).await;
    timeline.returned();
    let Err(error) = result else {
        panic!("Three of four futures failed, but it returned {result:?}.\n{LOST}");
    };
    let why = if error.contains(earliest) {
        "You returned the error that came first in time: the first in the list is asked for."
    } else if error.contains(last) {
        "You returned the last error: a later one must not take the place of the first in the list."
    } else {
        "The text of the error got lost: pass the error on, or add context to it."
    };
    let observed =
        format!("The error says \"{error}\", promised is that of `task-2`: \"{first}\".");
    assert_that(error.contains(first), &observed, why);
}

/// If nobody fails, `fail_fast` gives all values in order, at the moment the longest future ends.
/// Points: 2
async fn fail_fast_gives_all_values_if_nobody_fails() {
    let (gauge, start) = (Gauge::new(), Instant::now());
    let many = outcome(k::fail_fast(forty(&gauge))).await;
    let took = start.elapsed();

    let timeline = Timeline::start();
    let plans = [
        ("slow", 300, None),
        ("fast", 200, None),
        ("middle", 250, None),
    ];
    let values = outcome(k::fail_fast(futures_of(&timeline, &plans))).await;
    timeline.returned();
    expect_to_have_taken(&timeline, ms(300));
    assert_same(
        "the values",
        values,
        Ok(vec!["slow", "fast", "middle"]),
        ORDER,
    );
    expect_all_together(&gauge, took, many);
}

/// `fail_fast` returns at the first error in time, with its text.
/// Points: 2
async fn fail_fast_returns_at_the_first_error() {
    let (late, early) = ("the disk is full", "no such host");
    let timeline = Timeline::start();
    let plans = [
        ("task-1", 20, None),
        ("task-2", 200, Some(late)),
        ("task-3", 50, Some(early)),
        ("task-4", 300, None),
    ];
    let result = outcome(k::fail_fast(futures_of(&timeline, &plans))).await;
    timeline.returned();
    assert_that(
        result.is_err(),
        &format!("Two of four futures failed, but it returned {result:?}."),
        LOST,
    );
    let took = timeline.returned_at().unwrap_or_default();
    let why = if took == ms(300) {
        "You waited for all and only then looked for an error: look at each result when it comes."
    } else if took == ms(200) {
        "You looked at the results in the order of the list: an error behind a slower future was not noticed."
    } else if took < ms(50) {
        "A future that ends well is no reason to return: only an error is."
    } else {
        IN_TURN
    };
    assert_same("it returned at", took, ms(50), why);
    let error = result.err().unwrap_or_default();
    assert_that(
        error.contains(early),
        &format!("The error says \"{error}\", promised is that of `task-3`: \"{early}\"."),
        "The error to return is the one that came first in time; pass it on, or add context to it.",
    );
}

/// When `fail_fast` has returned an error, the futures still at work have been dropped.
async fn fail_fast_drops_the_others() {
    let timeline = Timeline::start();
    let plans = [
        ("slow", 300, None),
        ("fails", 50, Some("no such host")),
        ("slower", 400, None),
    ];
    let result = outcome(k::fail_fast(futures_of(&timeline, &plans))).await;
    timeline.returned();
    assert_that(
        result.is_err(),
        &format!("One future failed, but it returned {result:?}."),
        LOST,
    );
    for name in ["slow", "slower"] {
        let ended = timeline.finished_at(name).is_some();
        assert_that(
            !ended,
            &format!("`{name}` ran to its end although another future had failed long before."),
            "Do not wait for the others after an error: return, and drop them.",
        );
        assert_that(
            timeline.started_at(name).is_none() || timeline.was_cancelled(name),
            &format!("`{name}` was not dropped when you returned."),
            "A future that is kept, leaked or forgotten is not cancelled; to cancel it, drop it.",
        );
    }
}

/// An empty list gives an empty vector at once, from both functions.
async fn an_empty_list_is_done_at_once() {
    type Nothing = std::future::Ready<anyhow::Result<u32>>;
    let start = Instant::now();
    let all = of_nothing(k::wait_for_all(Vec::<Nothing>::new())).await;
    assert_same("`wait_for_all` of nothing", all, Some(vec![]), EMPTY);
    let all = of_nothing(k::fail_fast(Vec::<Nothing>::new())).await;
    assert_same("`fail_fast` of nothing", all, Some(vec![]), EMPTY);
    assert_same("the time it took", start.elapsed(), ms(0), EMPTY);
}

// `select_all` panics on an empty list, in words that only its authors understand.
async fn of_nothing(future: impl Future<Output = anyhow::Result<Vec<u32>>>) -> Option<Vec<u32>> {
    let _hint = hang_hint(EMPTY);
    let call = call("Your code", future).within(ms(1000), EMPTY);
    let result = call.explain(EMPTY).await;
    result.ok()
}
