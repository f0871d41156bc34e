//! Hidden checks of `thread_fan_out`.

use kata_kit::{
    Background, Rendezvous, Timeline, assert_same, assert_that, cases, caught_call, errors,
    hang_hint, ms, sizes, sizes_from, sorted,
};
use std::{
    collections::HashSet,
    hint::black_box,
    panic::panic_any,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
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
const TURNS: &str = "A call waited for another one. A lock or a place that all calls share, such as a `static`, is in the way.";
const SWALLOWED: &str =
    "A failure was lost: an `Err` of a job, and an `Err` of `join`, must both become an error.";

type Job = Box<dyn FnOnce() -> anyhow::Result<u64> + Send + 'static>;

fn job(work: impl FnOnce() -> anyhow::Result<u64> + Send + 'static) -> Job {
    Box::new(work)
}

fn error(text: &str) -> anyhow::Result<u64> {
    Err(anyhow::Error::msg(text.to_string()))
}

fn expect_all_came(rendezvous: &Rendezvous, n: usize, all_met: bool) {
    let came = rendezvous.arrived();
    let observed = format!("Of {n} only {came} were running at the same time.");
    assert_that(
        all_met,
        &observed,
        if came == 1 { IN_TURN } else { LIMITED },
    );
}

// Lets threads end in the reverse order of their numbers: each waits for the one behind it.
#[derive(Clone)]
struct Backwards(Arc<(Mutex<usize>, Condvar)>);

impl Backwards {
    fn of(n: usize) -> Self {
        Self(Arc::new((Mutex::new(n), Condvar::new())))
    }

    // In a wrong answer not all may be running: then nobody waits for ever.
    fn wait_for_those_behind(&self, number: usize) {
        let (left, changed) = &*self.0;
        let waiting =
            changed.wait_timeout_while(left.lock().unwrap(), ms(500), |left| *left > number + 1);
        let (mut left, _) = waiting.unwrap();
        *left = number;
        changed.notify_all();
    }
}

// What is wrong with `values`: their order only, or `which` of them there are.
fn by_index_or(values: &[u64], promised: &[u64], which: &'static str) -> &'static str {
    if sorted(values.to_vec()) == promised {
        BY_INDEX
    } else {
        which
    }
}

// Calls `run_jobs` where a job panics. An error comes as its text.
fn outcome(jobs: Vec<Job>) -> Result<Vec<u64>, String> {
    const PASSED_ON: &str = "A job that panics must become an error. Joining a panicked thread gives an `Err`: look at it instead of unwrapping it, and join every thread of a `thread::scope` by hand, or the scope panics.";
    let _hint = hang_hint(NO_MESSAGE);
    let result = caught_call(|| k::run_jobs(jobs));
    let result = result.unwrap_or_else(|panic| panic.explain("`run_jobs` itself", PASSED_ON));
    result.map_err(|error| format!("{error:#}"))
}

type BoxedFn = Box<dyn Fn(usize) -> bool + Send + Sync>;

// In a box: `fan_out` is compiled for every type of function.
fn boxed(f: impl Fn(usize) -> bool + Send + Sync + 'static) -> BoxedFn {
    Box::new(f)
}

fn meet_in(rendezvous: &Rendezvous) -> BoxedFn {
    let inside = rendezvous.clone();
    boxed(move |_| inside.arrive())
}

/// `fan_out` has all its threads alive at the same time.
/// Promises: 2
/// Points: 2
fn fan_out_runs_all_at_the_same_time() {
    let _hint = hang_hint(HANGS);
    for n in sizes_from(1, "thread") {
        let rendezvous = Rendezvous::of(n);
        let met = k::fan_out(n, meet_in(&rendezvous));
        assert_same("how many results came", met.len(), n, EVERY_NUMBER);
        expect_all_came(&rendezvous, n, met.iter().all(|met| *met));
    }
    for _ in cases([("with a second call while the first is in progress", ())]) {
        let rendezvous = Rendezvous::of(4);
        let (meet, again) = (meet_in(&rendezvous), meet_in(&rendezvous));
        let other = Background::spawn(move || k::fan_out(2, again));
        let mut met = k::fan_out(2, meet);
        met.extend(other.wait().unwrap_or_default());
        assert_that(
            met == [true; 4],
            "Two calls of two threads each were not in progress at the same time.",
            TURNS,
        );
    }
}

/// Every call of `fan_out` runs on a new thread, none on the caller's.
/// Promises: 1
fn fan_out_uses_new_threads() {
    let _hint = hang_hint(HANGS);
    let mut seen: HashSet<ThreadId> = HashSet::new();
    for n in sizes_from(1, "thread").chain([6, 6]) {
        let calls: Arc<Mutex<Vec<u64>>> = Arc::default();
        let called = calls.clone();
        let ids = k::fan_out(n, move |number| {
            called.lock().unwrap().push(number as u64);
            thread::current().id()
        });
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
        let calls = calls.lock().unwrap().clone();
        assert_same(
            "the numbers that `f` was called with, sorted",
            sorted(calls),
            (0..n as u64).collect(),
            "`f` is called once for every number below n, from 0 on.",
        );
    }
}

/// `fan_out` gives the results by index, whoever ends first.
/// Promises: 3
fn fan_out_gives_results_by_index() {
    // No `Clone`, no `Default`: there is only what `f` returns.
    struct Token(u64);
    let _hint = hang_hint(HANGS);
    for n in sizes_from(1, "thread") {
        // The later it was started the earlier it ends.
        let backwards = Backwards::of(n);
        let tokens = k::fan_out(n, move |index| {
            backwards.wait_for_those_behind(index);
            Token(index as u64 * 10)
        });
        let values: Vec<u64> = tokens.iter().map(|token| token.0).collect();
        let promised: Vec<u64> = (0..n as u64).map(|index| index * 10).collect();
        let why = by_index_or(&values, &promised, EVERY_NUMBER);
        assert_same(
            "the results, where f multiplies by 10",
            values,
            promised,
            why,
        );
    }
}

/// `fan_out` with n = 0 gives an empty vector.
/// Promises: 4
fn fan_out_of_nothing_is_empty() {
    const NOTHING: &str = "With n = 0 there is nothing to do and nothing to wait for.";
    let _hint =
        hang_hint("With n = 0 no thread will ever send or end: do not wait for a first one.");
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let none = caught_call(|| k::fan_out(0, boxed(move |_| counted.fetch_add(1, SeqCst) == 0)));
    let none = none.unwrap_or_else(|panic| panic.explain("`fan_out` with n = 0", NOTHING));
    assert_same("the results", none, vec![], NOTHING);
    assert_same("how often `f` was called", calls.load(SeqCst), 0, NOTHING);
}

/// `run_jobs` runs all jobs at the same time.
/// Promises: 5
/// Points: 2
fn run_jobs_runs_all_at_the_same_time() {
    let _hint = hang_hint(HANGS);
    for n in sizes_from(1, "job") {
        let rendezvous = Rendezvous::of(n);
        let values = expect_values(k::run_jobs(meeting(&rendezvous, n)));
        assert_same("how many values came", values.len(), n, EVERY_JOB);
        expect_all_came(
            &rendezvous,
            n,
            rendezvous.arrived() == n && !values.contains(&0),
        );
    }
    for _ in cases([("with a second call while the first is in progress", ())]) {
        let rendezvous = Rendezvous::of(4);
        let (these, others) = (meeting(&rendezvous, 2), meeting(&rendezvous, 2));
        let other = Background::spawn(move || k::run_jobs(others).unwrap_or_default());
        let mut met = expect_values(k::run_jobs(these));
        met.extend(other.wait().unwrap_or_default());
        assert_that(
            met == [1; 4],
            "Two calls with two jobs each were not in progress at the same time.",
            TURNS,
        );
    }
}

fn meeting(rendezvous: &Rendezvous, n: usize) -> Vec<Job> {
    let attend = |_| {
        let inside = rendezvous.clone();
        job(move || Ok(u64::from(inside.arrive())))
    };
    (0..n).map(attend).collect()
}

fn expect_values(result: anyhow::Result<Vec<u64>>) -> Vec<u64> {
    result.unwrap_or_else(|error| {
        panic!("No job failed, but `run_jobs` gave the error \"{error:#}\".\n{EVERY_JOB}")
    })
}

/// If no job fails, `run_jobs` gives the values in the order of the jobs.
/// Promises: 6
fn run_jobs_gives_values_in_order() {
    const ANY_VALUE: &str = "A job may give any number. None of them stands for a failure: that is what `Result` and `Option` are for.";
    let _hint = hang_hint(HANGS);
    for n in sizes("job") {
        let backwards = Backwards::of(n);
        let slower_first = |index: usize| {
            let backwards = backwards.clone();
            job(move || {
                backwards.wait_for_those_behind(index);
                Ok(index as u64 * 10)
            })
        };
        let jobs = (0..n).map(slower_first).collect();
        let values = caught_call(|| k::run_jobs(jobs));
        let values = values.unwrap_or_else(|panic| panic.explain("`run_jobs`", EVERY_JOB));
        let values = expect_values(values);
        let promised: Vec<u64> = (0..n as u64).map(|index| index * 10).collect();
        let why = by_index_or(&values, &promised, EVERY_JOB);
        assert_same("the values", values, promised, why);
    }
    for _ in cases([("with the least and the greatest values", ())]) {
        let values = [u64::MAX, 0, u64::MAX, 1, 0];
        let jobs = values.map(|value| job(move || Ok(value)));
        let result = outcome(jobs.into());
        assert_same("the values", result, Ok(values.to_vec()), ANY_VALUE);
    }
}

/// `run_jobs` returns only when all jobs have ended, also after an error and after a panic.
/// Promises: 7
/// Points: 2
fn run_jobs_waits_for_all_after_a_failure() {
    const LEFT: &str = "Start every job. Join every thread before you look for an error: `?`, or collecting into a `Result`, stops at the first one, and a thread that nobody joins goes on by itself.";
    for (what, panics) in cases([
        ("after an error", ("an error", false)),
        ("after a panic", ("a panic", true)),
    ]) {
        let timeline = Timeline::start();
        let at_fault = timeline.span("fails");
        let fails = job(move || {
            at_fault.finish();
            fail(panics, "no such host")
        });
        // One before and one behind the job that fails.
        let slow = |name: &str, time| {
            let at_work = timeline.span(name);
            job(move || {
                thread::sleep(ms(time));
                at_work.finish();
                Ok(7)
            })
        };
        let result = outcome(vec![slow("slow", 150), fails, slow("slower", 250)]);
        let ended = ["slow", "slower"].map(|name| timeline.finished_at(name).is_some());
        timeline.returned();
        assert_that(
            result.is_err(),
            &format!("After {what} it returned {result:?}."),
            SWALLOWED,
        );
        for (name, ended) in ["slow", "slower"].into_iter().zip(ended) {
            assert_that(
                ended,
                &format!("After {what} of one job, `{name}` had not ended when you returned."),
                LEFT,
            );
        }
        all_others_run(panics);
    }
}

// The first job fails before the last ones are even started.
fn all_others_run(panics: bool) {
    for n in sizes_from(2, "job") {
        let ended = Arc::new(AtomicUsize::new(0));
        let other = |_| {
            let ended = ended.clone();
            job(move || Ok(ended.fetch_add(1, SeqCst) as u64))
        };
        let mut jobs = vec![job(move || fail(panics, "no such host"))];
        jobs.extend((1..n).map(other));
        let result = outcome(jobs);
        assert_same(
            "how many of the other jobs had ended when it returned",
            ended.load(SeqCst),
            n - 1,
            "All jobs run, and all are joined, whether one of them has failed or not.",
        );
        assert_that(
            result.is_err(),
            &format!("The first job failed, but it returned {result:?}."),
            SWALLOWED,
        );
    }
}

/// `run_jobs` returns the error that stands first in the list; a panic counts as an error.
/// Promises: 8
/// Points: 2
fn run_jobs_gives_the_first_error_by_position() {
    const IN_TIME: &str = "The first error is the one of the job that stands first in the list, not the one that came first in time, nor the last one.";
    const PANICS_FIRST: &str = "A panic counts as an error like any other: the place in the list decides, not the kind of failure.";
    let (first, second) = ("the disk is full", "no such host");
    for (first_panics, second_panics, why) in cases([
        ("with two errors", (false, false, IN_TIME)),
        ("with a panic behind an error", (false, true, PANICS_FIRST)),
        ("with an error behind a panic", (true, false, PANICS_FIRST)),
        ("with two panics", (true, true, IN_TIME)),
    ]) {
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
    the_second_comes_before_the_tenth(IN_TIME);
    the_error_is_kept();
}

// A hundred jobs, of which every one from a place on fails.
fn the_second_comes_before_the_tenth(in_time: &str) {
    for place in cases([
        ("with all of 100 jobs failing", 0),
        ("with 98 of 100 jobs failing", 2),
        ("with the last of 100 jobs failing", 99),
    ]) {
        let numbered = |number| {
            job(move || match number < place {
                true => Ok(7),
                false => fail(number % 2 == 0, &format!("number {number} failed")),
            })
        };
        let result = outcome((0..100).map(numbered).collect());
        let Err(error) = result else {
            panic!("It returned {result:?}.\n{SWALLOWED}");
        };
        let promised = format!("number {place} failed");
        assert_that(
            error.contains(&promised),
            &format!("The error says \"{error}\", promised is \"{promised}\"."),
            in_time,
        );
    }
}

fn the_error_is_kept() {
    for sample in errors() {
        let result = outcome(vec![job(|| Ok(1)), job(move || Err(sample.error()))]);
        let Err(error) = result else {
            panic!("A job failed, but it returned {result:?}.\n{SWALLOWED}");
        };
        sample.assert_kept(&error);
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
/// Promises: 9
fn a_literal_panic_becomes_an_error() {
    const LITERAL: &str = "What `panic!(\"text\")` leaves behind is a `&str` inside a box: ask what is in the box for a `&str`, not the box.";
    let disk_is_full = || job(|| panic!("the disk is full"));
    for jobs in cases([
        ("with one job, which panics", vec![disk_is_full()]),
        ("with a job before it", vec![job(|| Ok(1)), disk_is_full()]),
        ("with a job behind it", vec![disk_is_full(), job(|| Ok(1))]),
    ]) {
        expect_text(outcome(jobs), "the disk is full", LITERAL);
    }
    for text in panic_texts() {
        expect_text(outcome(vec![job(move || panic_any(text))]), text, LITERAL);
    }
}

/// A job's panic with a formatted text becomes an error that contains the text.
/// Promises: 9
fn a_formatted_panic_becomes_an_error() {
    const FORMATTED: &str =
        "A literal panic leaves a `&str` behind, a formatted one a `String`: ask for both.";
    let result = outcome(vec![
        job(|| Ok(1)),
        job(|| panic!("disk {} is full", black_box(7))),
    ]);
    expect_text(result, "disk 7 is full", FORMATTED);
    for text in panic_texts() {
        let panics = job(move || panic!("{}", black_box(text.to_string())));
        expect_text(outcome(vec![panics]), text, FORMATTED);
    }
    for _ in cases([("with a panic that has no text", ())]) {
        const NO_TEXT: &str = "A panic may leave a value behind that is no text. It counts as an error, too: there is just nothing to quote.";
        let _hint = hang_hint(NO_MESSAGE);
        let jobs = vec![job(|| Ok(1)), job(|| panic_any(7_u8))];
        let result = caught_call(|| k::run_jobs(jobs));
        let result = result.unwrap_or_else(|panic| panic.explain("`run_jobs` itself", NO_TEXT));
        assert_that(
            result.is_err(),
            &format!("A job panicked, but it returned {result:?}."),
            SWALLOWED,
        );
    }
}

fn panic_texts() -> impl Iterator<Item = &'static str> {
    cases([
        ("with a text with colons", "disk: sda: full:"),
        ("with a text with umlauts", "Größe überschritten"),
        ("with a text that ends in a space", "the disk is "),
        (
            "with a text of several lines",
            "the disk is full:\nsda\nsdb",
        ),
    ])
}

fn expect_text(result: Result<Vec<u64>, String>, text: &str, why: &str) {
    let Err(error) = result else {
        panic!("A job panicked, but it returned {result:?}.\n{SWALLOWED}");
    };
    let first_words = text
        .split([':', '\n'])
        .next()
        .unwrap_or_default()
        .trim_end();
    let last_words = text
        .trim_end_matches(':')
        .rsplit([':', '\n'])
        .next()
        .unwrap_or_default();
    let why = if error.contains("Any {") {
        "`{:?}` on what `join` gives prints `Any { .. }`: it could be of any type, so ask for a text with `downcast_ref`."
    } else if error.contains(first_words) || error.contains(last_words) {
        "Only a part of the text is left. A text may have several lines, colons and spaces: keep it as it is."
    } else {
        why
    };
    // An error may quote the text as `{:?}` does.
    let quoted = text.escape_debug().to_string();
    assert_that(
        error.contains(text) || error.contains(&quoted),
        &format!("A job panicked with {text:?}, but the error says {error:?}."),
        why,
    );
}
