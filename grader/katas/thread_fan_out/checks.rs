//! Hidden checks of `thread_fan_out`.

use kata_kit::{Rendezvous, Timeline, assert_same, assert_that, caught_call, hang_hint, ms};
use std::{
    collections::HashSet,
    hint::black_box,
    sync::mpsc,
    thread::{self, ThreadId},
};
use thread_fan_out as k;

const HANGS: &str = "Something is waited for that never comes. A channel's receiver ends only when every `Sender` is gone, the one you cloned from included; and a thread that waits for a lock its owner never gives back waits for ever.";
const NO_MESSAGE: &str = "Something is waited for that never comes. A job that panics does not get to the line that would send its result; and a channel's receiver ends only when every `Sender` is gone, the one you cloned from included.";
const IN_TURN: &str = "They ran one after the other. Start all threads before you join the first: a loop, or a chain of lazy iterators, that spawns and joins in one turn does not. Nor may a lock be held while the work runs.";
const LIMITED: &str =
    "All must run at the same time, however many there are and however few cores the machine has.";
const BY_INDEX: &str =
    "Results belong to the place in the list, not to the order in which the threads ended.";
const EVERY_NUMBER: &str = "`f` is called once for every number below n, from 0 on: with n = 3 for 0, 1 and 2, which is what `0..n` gives.";
const EVERY_JOB: &str =
    "If no job fails, there is a value for every job: join each thread, and keep what it gives.";
const SWALLOWED: &str =
    "A failure was lost: an `Err` of a job, and an `Err` of `join`, must both become an error.";

type Job = Box<dyn FnOnce() -> anyhow::Result<u64> + Send + 'static>;

fn job(work: impl FnOnce() -> anyhow::Result<u64> + Send + 'static) -> Job {
    Box::new(work)
}

fn error(text: &str) -> anyhow::Result<u64> {
    Err(anyhow::Error::msg(text.to_string()))
}

fn expect_all_came(rendezvous: &Rendezvous, all_met: bool) {
    let came = rendezvous.arrived();
    let observed = format!("Of 32 only {came} were running at the same time.");
    assert_that(
        all_met,
        &observed,
        if came == 1 { IN_TURN } else { LIMITED },
    );
}

// What is wrong with `values`: their order only, or `which` of them there are.
fn by_index_or<T: Ord + Clone>(values: &[T], promised: &[T], which: &'static str) -> &'static str {
    let mut sorted = values.to_vec();
    sorted.sort();
    if sorted == promised { BY_INDEX } else { which }
}

// Calls `run_jobs` where a job panics. An error comes as its text.
fn outcome(jobs: Vec<Job>) -> Result<Vec<u64>, String> {
    const PASSED_ON: &str = "A job that panics must become an error. Joining a panicked thread gives an `Err`: look at it instead of unwrapping it, and join every thread of a `thread::scope` by hand, or the scope panics.";
    let _hint = hang_hint(NO_MESSAGE);
    let result = caught_call(|| k::run_jobs(jobs));
    let result = result.unwrap_or_else(|panic| panic.explain("`run_jobs` itself", PASSED_ON));
    result.map_err(|error| format!("{error:#}"))
}

/// `fan_out` has all its threads alive at the same time.
/// Points: 2
fn fan_out_runs_all_at_the_same_time() {
    let _hint = hang_hint(HANGS);
    let rendezvous = Rendezvous::of(32);
    let inside = rendezvous.clone();
    let met = k::fan_out(32, move |_| inside.arrive());
    assert_same("how many results came", met.len(), 32, EVERY_NUMBER);
    expect_all_came(&rendezvous, met.iter().all(|met| *met));
}

/// Every call of `fan_out` runs on a new thread, none on the caller's.
fn fan_out_uses_new_threads() {
    let _hint = hang_hint(HANGS);
    let mut seen: HashSet<ThreadId> = HashSet::new();
    for n in [1, 6, 6] {
        let ids = k::fan_out(n, |_| thread::current().id());
        assert_same("how many results came", ids.len(), n, EVERY_NUMBER);
        for id in ids {
            assert_that(
                id != thread::current().id(),
                &format!("With n = {n}, `f` ran on the caller's own thread."),
                "Every call gets a new thread, also a single one and the last one; the caller only waits.",
            );
            assert_that(
                seen.insert(id),
                &format!("With n = {n}, `f` ran on a thread that had been used before."),
                "Every call gets a thread of its own, started for it.",
            );
        }
    }
}

/// `fan_out` gives the results by index, whoever ends first.
fn fan_out_gives_results_by_index() {
    // No `Clone`, no `Default`: there is only what `f` returns.
    struct Token(usize);
    let _hint = hang_hint(HANGS);
    // The later it was started the earlier it ends. That only makes a wrong answer show itself:
    // nothing is asserted about times.
    let tokens = k::fan_out(6, |index| {
        thread::sleep(ms(25 * (6 - index as u64)));
        Token(index * 10)
    });
    let values: Vec<usize> = tokens.iter().map(|token| token.0).collect();
    let promised = vec![0, 10, 20, 30, 40, 50];
    let why = by_index_or(&values, &promised, EVERY_NUMBER);
    assert_same(
        "f(0) to f(5), where f multiplies by 10",
        values,
        promised,
        why,
    );
}

/// `fan_out` with n = 0 gives an empty vector.
fn fan_out_of_nothing_is_empty() {
    let _hint =
        hang_hint("With n = 0 no thread will ever send or end: do not wait for a first one.");
    let none = k::fan_out(0, |index| index);
    assert_same(
        "the results",
        none,
        vec![],
        "With n = 0 there is nothing to do and nothing to wait for.",
    );
}

/// `run_jobs` runs all jobs at the same time.
/// Points: 2
fn run_jobs_runs_all_at_the_same_time() {
    let _hint = hang_hint(HANGS);
    let rendezvous = Rendezvous::of(32);
    let attend = |_| {
        let inside = rendezvous.clone();
        job(move || Ok(u64::from(inside.arrive())))
    };
    let values = k::run_jobs((0..32).map(attend).collect()).unwrap_or_default();
    assert_same("how many values came", values.len(), 32, EVERY_JOB);
    expect_all_came(
        &rendezvous,
        rendezvous.arrived() == 32 && !values.contains(&0),
    );
}

/// If no job fails, `run_jobs` gives the values in the order of the jobs.
fn run_jobs_gives_values_in_order() {
    let _hint = hang_hint(HANGS);
    let slower_first = |index: u64| {
        job(move || {
            thread::sleep(ms(25 * (6 - index)));
            Ok(index * 10)
        })
    };
    let values = k::run_jobs((0..6).map(slower_first).collect());
    let values = values.map_err(|error| format!("{error:#}"));
    let promised = vec![0, 10, 20, 30, 40, 50];
    let why = match &values {
        Ok(values) => by_index_or(values, &promised, EVERY_JOB),
        Err(_) => EVERY_JOB,
    };
    assert_same("the values", values, Ok(promised), why);
}

/// `run_jobs` returns only when all jobs have ended, also after an error and after a panic.
/// Points: 2
fn run_jobs_waits_for_all_after_a_failure() {
    const LEFT: &str = "Join every thread before you look for an error: `?`, or collecting into a `Result`, stops at the first one, and a thread that nobody joins goes on by itself.";
    let failures = [("an error", false), ("a panic", true)];
    for (what, panics) in failures {
        let timeline = Timeline::start();
        let (at_fault, at_work) = (timeline.span("fails"), timeline.span("slow"));
        let fails = job(move || {
            at_fault.finish();
            if panics {
                panic!("no such host")
            } else {
                error("no such host")
            }
        });
        let slow = job(move || {
            thread::sleep(ms(250));
            at_work.finish();
            Ok(7)
        });
        let result = outcome(vec![fails, slow]);
        let ended = timeline.finished_at("slow").is_some();
        timeline.returned();
        assert_that(
            result.is_err(),
            &format!("After {what} it returned {result:?}."),
            SWALLOWED,
        );
        assert_that(
            ended,
            &format!("After {what} of one job, `slow` had not ended when you returned."),
            LEFT,
        );
    }
}

/// `run_jobs` returns the error that stands first in the list; a panic counts as an error.
/// Points: 2
fn run_jobs_gives_the_first_error_by_position() {
    const IN_TIME: &str = "The first error is the one of the job that stands first in the list, not the one that came first in time, nor the last one.";
    const PANICS_FIRST: &str = "A panic counts as an error like any other: the place in the list decides, not the kind of failure.";
    let (first, second) = ("the disk is full", "no such host");
    let cases = [
        (false, false, IN_TIME),
        (false, true, PANICS_FIRST),
        (true, false, PANICS_FIRST),
    ];
    for (first_panics, second_panics, why) in cases {
        // The second failure comes first in time, unless the jobs run one after the other.
        let (is_over, other_is_over) = mpsc::channel();
        let late = job(move || {
            let _ = other_is_over.recv_timeout(ms(500));
            thread::sleep(ms(100));
            fail(first_panics, first)
        });
        let early = job(move || {
            let _ = is_over.send(());
            fail(second_panics, second)
        });
        let result = outcome(vec![job(|| Ok(1)), late, early, job(|| Ok(4))]);
        let kind = |panics| if panics { "panicked" } else { "failed" };
        let (one, two) = (kind(first_panics), kind(second_panics));
        let Err(error) = result else {
            panic!(
                "The second job {one} and the third {two}, but it returned {result:?}.\n{SWALLOWED}"
            );
        };
        let observed = format!(
            "The second job {one} with \"{first}\" and the third {two} with \"{second}\", but the error says \"{error}\"."
        );
        let lost = !error.contains(first) && !error.contains(second);
        let why = if lost {
            "The text of the error must be kept: pass the error on, or add context to it."
        } else {
            why
        };
        assert_that(error.contains(first), &observed, why);
    }
}

fn fail(panics: bool, text: &str) -> anyhow::Result<u64> {
    if panics {
        panic!("{text}")
    } else {
        error(text)
    }
}

/// A job's panic with a literal text becomes an error that contains the text.
fn a_literal_panic_becomes_an_error() {
    let result = outcome(vec![job(|| Ok(1)), job(|| panic!("the disk is full"))]);
    expect_text(
        result,
        "the disk is full",
        "What `panic!(\"text\")` leaves behind is a `&str` inside a box: ask what is in the box for a `&str`, not the box.",
    );
}

/// A job's panic with a formatted text becomes an error that contains the text.
fn a_formatted_panic_becomes_an_error() {
    let result = outcome(vec![
        job(|| Ok(1)),
        job(|| panic!("disk {} is full", black_box(7))),
    ]);
    expect_text(
        result,
        "disk 7 is full",
        "A literal panic leaves a `&str` behind, a formatted one a `String`: ask for both.",
    );
}

fn expect_text(result: Result<Vec<u64>, String>, text: &str, why: &str) {
    let Err(error) = result else {
        panic!("A job panicked, but it returned {result:?}.\n{SWALLOWED}");
    };
    let why = if error.contains("Any {") {
        "`{:?}` on what `join` gives prints `Any { .. }`: it could be of any type, so ask for a text with `downcast_ref`."
    } else {
        why
    };
    assert_that(
        error.contains(text),
        &format!("A job panicked with \"{text}\", but the error says \"{error}\"."),
        why,
    );
}
