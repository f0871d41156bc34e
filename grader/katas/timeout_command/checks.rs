//! Hidden checks of `timeout_command`.

use anyhow::anyhow;
use kata_kit::{
    Program, Timeline, assert_same, assert_that, call, cases, caught_call, ms, sizes_from, sorted,
    texts,
};
use std::time::Duration;
use timeout_command as k;
use tokio::time::{Instant, sleep};

const HOUR: u64 = 3_600_000;

const NEVER: &str =
    "Something waits for ever: the run is over when the limit is reached or all tasks have ended.";
const IN_TURN: &str = "Awaiting one task after the other starts the second when the first has ended: start them all, then wait.";
const NO_TURN: &str = "A future that nobody awaits or spawns does nothing, and a spawned task gets its first turn when `run` awaits: `std::thread::sleep` holds the thread, and lets nobody else run.";
const LOOKS: &str = "The end was noticed late. A loop that looks now and then, with a `sleep` in between, sees it at the next look: await the end itself, for example with `join_next`.";
const DETACHED: &str = "A task whose JoinHandle was dropped, for example by `select!` or `timeout`, is detached and goes on: abort it.";
const UNWRAPPED: &str = "A panic reaches whoever polls the future, or unwraps the JoinError: it must become a name in `failed`.";
const GREATEST: &str = "A limit may be any `Duration`. `Instant::now() + limit` panics if the sum is later than an `Instant` can be; `timeout` and `sleep` take every limit.";
const LONG: &str = "A limit is what it says, also if it is long: no other limit comes before it.";
const IN_ONE: &str = "Each task is in one of the three lists.";
const AS_IT_IS: &str = "A name is the caller's and goes into the report as it is.";
const ON_PURPOSE: &str = "panics on purpose";

fn modes() -> [(k::Mode, &'static str); 2] {
    [
        (k::Mode::KillAll, "KillAll"),
        (k::Mode::FirstThenKill, "FirstThenKill"),
    ]
}

// How a task of a check ends.
#[derive(Clone, Copy)]
enum End {
    Good,
    Error,
    Panic,
}
use End::{Error, Good, Panic};

fn tasks(timeline: &Timeline, all: &[(&str, u64, End)]) -> Vec<k::Task> {
    let task = |(name, time, end): &(&str, u64, End)| -> k::Task {
        let (name, end) = (name.to_string(), *end);
        let (work, time) = (timeline.work(&name, ms(*time), ()), ms(*time));
        let works_as = name.clone();
        let work = async move {
            // Work ticks every 10 ms, which is too often for an hour.
            if time >= ms(HOUR) {
                sleep(time).await;
            } else {
                work.await;
            }
            match end {
                Good => Ok(()),
                Error => Err(anyhow!("{works_as} fails on purpose")),
                Panic => panic!("{works_as} {ON_PURPOSE}"),
            }
        };
        (name, Box::pin(work))
    };
    all.iter().map(task).collect()
}

// Runs the tasks with the student's `run`, and puts its return into the timeline.
async fn run(
    timeline: &Timeline,
    mode: k::Mode,
    limit: u64,
    all: &[(&str, u64, End)],
) -> k::Report {
    timeline.mark(ms(limit), "limit");
    run_tasks(timeline, mode, ms(limit), tasks(timeline, all)).await
}

async fn run_tasks(
    timeline: &Timeline,
    mode: k::Mode,
    limit: Duration,
    tasks: Vec<k::Task>,
) -> k::Report {
    let running = k::run(mode, limit, tasks);
    let why = |panic: &str| match () {
        () if panic.contains(ON_PURPOSE) => Some(UNWRAPPED),
        () if panic.contains("overflow") => Some(GREATEST),
        () => None,
    };
    let report = call("`run`", running)
        .within(ms(10 * HOUR), NEVER)
        .explain_if(why)
        .await;
    timeline.returned();
    report
}

// Tasks with names of their own, of which the first takes longest; each ends at another time.
fn numbered(n: usize, end: End) -> Vec<(String, u64, End)> {
    let task = |i: usize| (format!("task-{}", i + 1), 20 * (n - i) as u64, end);
    (0..n).map(task).collect()
}

fn by_ref(all: &[(String, u64, End)]) -> Vec<(&str, u64, End)> {
    all.iter()
        .map(|(name, time, end)| (name.as_str(), *time, *end))
        .collect()
}

// `why` explains a time, unless it is only a little late.
fn or_looks(at: Option<Duration>, promised: u64, why: &'static str) -> &'static str {
    let is_little = |at: Duration| at > ms(promised) && at <= ms(promised + 15);
    if at.is_some_and(is_little) {
        LOOKS
    } else {
        why
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}

/// `parse` reads the mode, the limit in milliseconds and the number of tasks.
/// Promises: 1
fn parse_reads_three_words() {
    let (longest, most) = (u64::MAX.to_string(), usize::MAX.to_string());
    for (words, kills_all, limit, count) in cases([
        ("with `kill-all`", (["kill-all", "250", "3"], true, 250, 3)),
        ("with `first`", (["first", "1500", "12"], false, 1500, 12)),
        ("with one task", (["kill-all", "1", "1"], true, 1, 1)),
        (
            "with a limit above what 32 bits take",
            (["first", "5000000000", "2"], false, 5_000_000_000, 2),
        ),
        (
            "with the greatest limit",
            (["kill-all", &longest, "1"], true, u64::MAX, 1),
        ),
        (
            "with the greatest number of tasks",
            (["first", "250", &most], false, 250, usize::MAX),
        ),
    ]) {
        let said = format!("{words:?}");
        match parsed(&words) {
            Ok((mode, time, number)) => {
                assert_same(
                    &format!("{said}: whether the mode is KillAll"),
                    matches!(mode, k::Mode::KillAll),
                    kills_all,
                    "`kill-all` is KillAll, `first` is FirstThenKill.",
                );
                assert_same(
                    &format!("{said}: the limit"),
                    time,
                    ms(limit),
                    "The second word is the limit in milliseconds.",
                );
                assert_same(
                    &format!("{said}: the number of tasks"),
                    number,
                    count,
                    "The third word is the number of tasks.",
                );
            }
            Err(error) => panic!(
                "{said} was refused: {error:#}\nThese are the words after the program's name; the name itself is not among them."
            ),
        }
    }
}

// What `parse` says of words that are wrong: an error, not a panic.
fn parsed(words: &[&str]) -> anyhow::Result<(k::Mode, Duration, usize)> {
    caught_call(|| k::parse(words)).unwrap_or_else(|panic| {
        let why = if words.len() < 3 {
            "A word that is missing is the user's mistake, and an error: `args[1]` panics when there is none, `get(1)` and an iterator's `next` give `None`."
        } else {
            "A word that is wrong is the user's mistake, and an error, which `parse` returns: `unwrap`, `panic!` and `assert!` end the program instead."
        };
        panic.explain(&format!("For {words:?}, `parse`"), why)
    })
}

/// `parse` refuses a word that it cannot use, and quotes it.
/// Promises: 2
/// Points: 2
fn parse_quotes_what_it_refuses() {
    const MODES: &str = "There are two modes, `kill-all` and `first`; every other word is an error, also one that is nearly the same.";
    const LIMIT: &str = "A limit that is no number is an error, not a default.";
    const NO_UNITS: &str = "A limit that is no number is an error, also if it has a number in it.";
    const COUNT: &str = "A number of tasks that is no number is an error, not a default.";
    const NONE: &str =
        "Running no task at all is not what anybody types on purpose: `0` is an error.";
    const MORE: &str = "Words after the third are an error: somebody meant something by them.";
    for mode in [
        "explode", "kill", "killall", "Kill-All", "FIRST", "firstly", "first ", " first",
    ] {
        refuses(&[mode, "250", "3"], mode, MODES);
    }
    refuses(&["first", "tuesday", "3"], "tuesday", LIMIT);
    for limit in [
        "25x", "250ms", "2s", "1_000", "0x10", "-5", "2.5", " 250", "250 ",
    ] {
        refuses(&["kill-all", limit, "3"], limit, NO_UNITS);
    }
    for count in ["plenty", "3x", "-1", "1_0", "2.0", " 3", "3 "] {
        refuses(&["kill-all", "250", count], count, COUNT);
    }
    refuses(&["kill-all", "250", "0"], "0", NONE);
    refuses(&["first", "250", "3", "banana"], "banana", MORE);
    refuses(&["kill-all", "250", "3", "4", "banana"], "4", MORE);
    for text in texts() {
        refuses(&[text, "250", "3"], text, MODES);
        refuses(&["first", text, "3"], text, LIMIT);
        refuses(&["first", "250", text], text, COUNT);
        refuses(&["first", "250", "3", text], text, MORE);
    }
}

fn refuses(words: &[&str], bad: &str, why: &str) {
    match parsed(words) {
        Ok(_) => panic!("{words:?} was accepted.\n{why}"),
        Err(error) => {
            let error = format!("{error:#}");
            // As it is, or as Rust writes it in quotes.
            let written = format!("{bad:?}");
            assert_that(
                error.contains(bad) || error.contains(written.trim_matches('"')),
                &format!("the error for {words:?} does not quote `{bad}`: {error}"),
                "A person who reads \"invalid digit found in string\" has to guess which word is meant: put it into the error, as it was typed.",
            );
        }
    }
}

/// For a missing word `parse` says which it is: mode, limit or number of tasks.
/// Promises: 3
fn parse_says_what_is_missing() {
    let cases: [(&[&str], &str); 3] = [
        (&[], "mode"),
        (&["first"], "limit"),
        (&["first", "250"], "task"),
    ];
    let mut said: Vec<String> = Vec::new();
    for (words, missing) in cases {
        match parsed(words) {
            Ok(_) => panic!("{words:?} was accepted.\nA missing word is an error, not a default."),
            Err(error) => {
                let text = format!("{error:#}");
                assert_that(
                    text.to_lowercase().contains(missing),
                    &format!(
                        "the error for {words:?} does not say that the {missing} is missing: {text}"
                    ),
                    "The first word is the mode, the second the limit, the third the number of tasks.",
                );
                assert_that(
                    !said.contains(&text),
                    &format!("the error for {words:?} is the same as for fewer words: {text}"),
                    "One text for all cases says what could be missing, not what is.",
                );
                said.push(text);
            }
        }
    }
}

/// All tasks start at 0, in both modes.
/// Promises: 4
async fn all_tasks_start_at_once() {
    for n in sizes_from(1, "task") {
        let all = numbered(n, Good);
        for (mode, said) in modes() {
            let timeline = Timeline::start();
            run(&timeline, mode, 10_005, &by_ref(&all)).await;
            if n > 12 {
                // A picture of so many would say nothing: an empty one takes its place.
                Timeline::start();
            }
            for (name, _, _) in &all {
                let at = timeline.started_at(name);
                let why = if at.is_none() { NO_TURN } else { IN_TURN };
                assert_same(
                    &format!("{said}: `{name}` started at"),
                    at,
                    Some(Duration::ZERO),
                    why,
                );
            }
        }
    }
}

/// `KillAll` returns at the limit, counted from the start, if tasks are still running then.
/// Promises: 5
/// Points: 2
async fn kill_all_returns_at_the_limit() {
    let timeline = Timeline::start();
    let all = [
        ("quick", 60, Good),
        ("endless", 20_000, Good),
        ("middle", 120, Good),
        ("slow", 240, Good),
    ];
    let report = run(&timeline, k::Mode::KillAll, 155, &all).await;
    let (at, limit) = (timeline.returned_at(), Some(ms(155)));
    if at > Some(ms(240)) && timeline.finished_at("endless").is_none() {
        assert_same(
            "it returned at",
            at,
            limit,
            "A `timeout(limit, …)` in a loop starts counting again with every task that ends: put it around the loop, or work out one deadline before the loop.",
        );
    }
    let why = if at < limit {
        "KillAll lets all tasks go on until the limit: one that has ended is no reason to stop the others."
    } else {
        "The limit ends the run whoever is still at work: do not wait for the tasks beyond it."
    };
    assert_same("it returned at", at, limit, or_looks(at, 155, why));
    assert_same(
        "finished",
        sorted(report.finished),
        names(&["middle", "quick"]),
        "What ended before the limit is finished, even if others did not make it.",
    );
    assert_same(
        "killed",
        sorted(report.killed),
        names(&["endless", "slow"]),
        "What was still running at the limit is killed.",
    );
    assert_same(
        "failed",
        report.failed,
        names(&[]),
        "Being killed is not a failure: nothing failed here.",
    );

    for n in sizes_from(1, "task") {
        let all = numbered(n, Good);
        let timeline = Timeline::start();
        let report = run(&timeline, k::Mode::KillAll, 15, &by_ref(&all)).await;
        let at = timeline.returned_at();
        assert_same("it returned at", at, Some(ms(15)), or_looks(at, 15, why));
        let why = "What was still running at the limit is killed.";
        assert_same("how many were killed", report.killed.len(), n, why);
    }
    for (limit, promised) in cases([
        (
            "with a limit of an hour and a half",
            (ms(HOUR * 3 / 2), HOUR * 3 / 2),
        ),
        ("with a limit of three hours", (ms(HOUR * 3), HOUR * 2)),
        ("with the greatest limit", (Duration::MAX, HOUR * 2)),
    ]) {
        let timeline = Timeline::start();
        let all = tasks(
            &timeline,
            &[("hour", HOUR, Good), ("two hours", HOUR * 2, Good)],
        );
        let report = run_tasks(&timeline, k::Mode::KillAll, limit, all).await;
        assert_same(
            "it returned at",
            timeline.returned_at(),
            Some(ms(promised)),
            LONG,
        );
        let ended = 1 + usize::from(promised == HOUR * 2);
        assert_same("how many finished", report.finished.len(), ended, LONG);
    }
    for second in cases([("with a second call in the middle of the first", ms(50))]) {
        let timeline = Timeline::start();
        let start = Instant::now();
        let other = async {
            sleep(second).await;
            let all = tasks(&timeline, &[("other", 500, Good)]);
            k::run(k::Mode::KillAll, ms(20), all).await;
            start.elapsed()
        };
        let first = run(&timeline, k::Mode::KillAll, 155, &[("slow", 500, Good)]);
        let (_, other) = tokio::join!(first, other);
        let ends = (timeline.returned_at(), other);
        let why = "Each call counts its own limit from its own start, whatever other calls do at the same time.";
        assert_same("they returned at", ends, (Some(ms(155)), ms(70)), why);
    }
}

/// `KillAll` returns as soon as all tasks have ended, in whatever way.
/// Promises: 5
async fn kill_all_returns_when_all_have_ended() {
    let timeline = Timeline::start();
    let all = [
        ("good", 20, Good),
        ("panic", 80, Panic),
        ("error", 50, Error),
    ];
    let report = run(&timeline, k::Mode::KillAll, 2005, &all).await;
    let at = timeline.returned_at();
    let why = if at < Some(ms(80)) {
        "An error or a panic of one task is no reason to stop the others: `panic` was still at work."
    } else {
        "When nobody is left there is nothing to wait for: sleeping until the limit wastes the caller's time."
    };
    assert_same("it returned at", at, Some(ms(80)), or_looks(at, 80, why));
    assert_same(
        "killed",
        report.killed,
        names(&[]),
        "All of them had ended by themselves: none was killed.",
    );
}

/// `finished` is in the order in which the tasks ended.
/// Promises: 7
async fn finished_is_in_finishing_order() {
    let timeline = Timeline::start();
    let all = [("amy", 300, Good), ("zoe", 100, Good), ("mia", 200, Good)];
    let report = run(&timeline, k::Mode::KillAll, 1005, &all).await;
    assert_same(
        "finished",
        report.finished,
        names(&["zoe", "mia", "amy"]),
        "Awaiting or looking at the handles in the given order gives that order: note each task when it ends.",
    );

    for n in sizes_from(1, "task") {
        let all = numbered(n, Good);
        let report = run(&Timeline::start(), k::Mode::KillAll, 10_005, &by_ref(&all)).await;
        let promised: Vec<String> = all.into_iter().rev().map(|(name, _, _)| name).collect();
        let why = "Note each task when it ends: neither the given order nor that of the names is the one in which they end.";
        assert_same("finished", report.finished, promised, why);
    }
    for name in texts() {
        for (end, limit) in [(Good, 1005), (Error, 1005), (Panic, 1005), (Good, 55)] {
            let timeline = Timeline::start();
            let report = run(&timeline, k::Mode::KillAll, limit, &[(name, 100, end)]).await;
            let lists = [report.finished, report.failed, report.killed];
            let list = match end {
                _ if limit < 100 => 2,
                Good => 0,
                Error | Panic => 1,
            };
            let why = if lists.concat().is_empty() {
                IN_ONE
            } else {
                AS_IT_IS
            };
            assert_same(
                "the names in its list",
                lists[list].clone(),
                names(&[name]),
                why,
            );
        }
    }
}

/// A task that ends with an error or a panic is in `failed`, in the order in which they ended.
/// Promises: 7
/// Points: 2
async fn errors_and_panics_are_failures() {
    let timeline = Timeline::start();
    let all = [
        ("error-150", 150, Error),
        ("good-40", 40, Good),
        ("panic-200", 200, Panic),
        ("panic-50", 50, Panic),
        ("error-100", 100, Error),
        ("late", 9000, Error),
    ];
    let report = run(&timeline, k::Mode::KillAll, 1005, &all).await;
    let (failed, finished) = (report.failed, report.finished);
    for name in ["error-150", "error-100"] {
        assert_that(
            !finished.iter().any(|other| other == name),
            &format!("`{name}` ended with an error, but is in `finished`: {finished:?}."),
            "Awaiting a JoinHandle gives two results, one in the other: the outer Ok only says that the task did not panic.",
        );
    }
    let why = if timeline.returned_at() < Some(ms(200)) {
        "An error or a panic of one task is no reason to stop the others."
    } else {
        "A panicked task gives no value back, so no name: keep a list of its id or place and its name."
    };
    for name in ["panic-200", "panic-50"] {
        assert_that(
            failed.iter().any(|other| other == name),
            &format!("`{name}` panicked, but is not in `failed`: {failed:?}."),
            why,
        );
    }
    let promised = names(&["panic-50", "error-100", "error-150", "panic-200"]);
    let why = if sorted(failed.clone()) == sorted(promised.clone()) {
        "Errors and panics go into one list, in the order in which the tasks ended."
    } else {
        "A task that ends with an error or a panic has failed. All of those are in the list, and no other."
    };
    assert_same("failed", failed, promised, why);
    assert_same(
        "finished",
        finished,
        names(&["good-40"]),
        "A task that ends with Ok has finished, whatever happens to the others.",
    );

    for n in sizes_from(1, "task") {
        for (end, said) in [(Error, "an error"), (Panic, "a panic")] {
            let all = numbered(n, end);
            let report = run(&Timeline::start(), k::Mode::KillAll, 10_005, &by_ref(&all)).await;
            let promised: Vec<String> = all.into_iter().rev().map(|(name, _, _)| name).collect();
            let what = format!("each ended with {said}: failed");
            assert_same(&what, report.failed, promised, why);
        }
    }
}

/// `killed` is in the order in which the tasks were given, in both modes.
/// Promises: 7
async fn killed_is_in_the_given_order() {
    let all = [
        ("mia", 5000, Good),
        ("ann", 50, Good),
        ("zoe", 3000, Good),
        ("bob", 4000, Good),
        ("kim", 2000, Good),
    ];
    for (mode, said) in modes() {
        let report = run(&Timeline::start(), mode, 205, &all).await;
        let why = if report.killed.len() < 4 {
            "Whoever had not ended when you returned was killed: each of them belongs into `killed`."
        } else if report.killed.iter().any(|name| name == "ann") {
            "`ann` had ended by itself: a task in `finished` or `failed` was not killed."
        } else {
            "Keep the names of the running tasks in the given order. `select_all`, `swap_remove` and maps give another one."
        };
        let killed = names(&["mia", "zoe", "bob", "kim"]);
        assert_same(&format!("{said}: killed"), report.killed, killed, why);
    }
    for n in sizes_from(1, "task") {
        let all = numbered(n, Good);
        for (mode, said) in modes() {
            let report = run(&Timeline::start(), mode, 15, &by_ref(&all)).await;
            let given: Vec<String> = all.iter().map(|(name, _, _)| name.clone()).collect();
            let why = "All that are still running are killed. Keep their names in the given order: that of the names is another one.";
            assert_same(&format!("{said}: killed"), report.killed, given, why);
        }
    }
}

/// `FirstThenKill` returns at the moment the first task ends, and all others are killed.
/// Promises: 6
/// Points: 2
async fn first_returns_at_the_first_end() {
    let timeline = Timeline::start();
    let all = [
        ("slow", 300, Good),
        ("middle", 150, Error),
        ("fast", 20, Good),
    ];
    let report = run(&timeline, k::Mode::FirstThenKill, 1005, &all).await;
    let at = timeline.returned_at();
    assert_same(
        "it returned at",
        at,
        Some(ms(20)),
        or_looks(
            at,
            20,
            "The first one is known at that moment: neither the others nor the limit are to be waited for.",
        ),
    );
    assert_same(
        "finished",
        report.finished,
        names(&["fast"]),
        "Only the first task finished.",
    );
    assert_same(
        "killed",
        sorted(report.killed),
        names(&["middle", "slow"]),
        "All but the first are killed.",
    );
    assert_same(
        "failed",
        report.failed,
        names(&[]),
        "A task that was killed did not fail.",
    );

    for n in sizes_from(1, "task") {
        let all = numbered(n, Good);
        let timeline = Timeline::start();
        let report = run(&timeline, k::Mode::FirstThenKill, 10_005, &by_ref(&all)).await;
        let why = "The last one given ends first here.";
        assert_same("it returned at", timeline.returned_at(), Some(ms(20)), why);
        assert_same("finished", report.finished, vec![format!("task-{n}")], why);
        assert_same(
            "how many were killed",
            report.killed.len(),
            n - 1,
            "All but the first are killed.",
        );
    }
    for limit in cases([
        ("with a limit of two hours", ms(HOUR * 2)),
        ("with the greatest limit", Duration::MAX),
    ]) {
        let timeline = Timeline::start();
        let all = tasks(
            &timeline,
            &[("two hours", HOUR * 2, Good), ("hour", HOUR, Good)],
        );
        let report = run_tasks(&timeline, k::Mode::FirstThenKill, limit, all).await;
        assert_same(
            "it returned at",
            timeline.returned_at(),
            Some(ms(HOUR)),
            LONG,
        );
        assert_same("finished", report.finished, names(&["hour"]), LONG);
    }
}

/// For `FirstThenKill` an error or a panic is an end like any other.
/// Promises: 6
async fn first_takes_an_end_of_any_kind() {
    for (end, said) in [(Error, "an error"), (Panic, "a panic")] {
        let timeline = Timeline::start();
        let all = [("good", 300, Good), ("bad", 20, end)];
        let report = run(&timeline, k::Mode::FirstThenKill, 1005, &all).await;
        let at = timeline.returned_at();
        let why = "The first end counts, not the first success: a task that failed has ended too.";
        assert_same(
            &format!("with {said} first, it returned at"),
            at,
            Some(ms(20)),
            or_looks(at, 20, why),
        );
        assert_same(
            &format!("with {said} first, failed"),
            report.failed,
            names(&["bad"]),
            "The first to end has failed.",
        );
        assert_same(
            &format!("with {said} first, finished"),
            report.finished,
            names(&[]),
            "The first to end has failed, so nobody has finished.",
        );
        assert_same(
            &format!("with {said} first, killed"),
            report.killed,
            names(&["good"]),
            "All but the first are killed.",
        );
    }
}

/// `FirstThenKill` returns at the limit if no task has ended by then, and all are killed.
/// Promises: 6
async fn first_is_limited_too() {
    let timeline = Timeline::start();
    let all = [("slow", 300, Good), ("slower", 400, Error)];
    let report = run(&timeline, k::Mode::FirstThenKill, 155, &all).await;
    let at = timeline.returned_at();
    assert_same(
        "it returned at",
        at,
        Some(ms(155)),
        or_looks(
            at,
            155,
            "The limit holds in both modes: waiting for the first may take for ever.",
        ),
    );
    assert_same(
        "killed",
        sorted(report.killed),
        names(&["slow", "slower"]),
        "Nobody had ended at the limit: all are killed.",
    );
    let others = (report.finished, report.failed);
    assert_same(
        "finished and failed",
        others,
        (names(&[]), names(&[])),
        "Nobody had ended at the limit.",
    );
}

/// Killed tasks make no progress any more.
/// Promises: 8
/// Points: 2
async fn killed_tasks_stop() {
    let all = [
        ("fast", 20, Panic),
        ("slow", 3000, Good),
        ("slower", 4000, Good),
    ];
    for (mode, said) in modes() {
        let timeline = Timeline::start();
        run(&timeline, mode, 155, &all).await;
        let killed = ["slow", "slower"];
        for (name, steps) in timeline.later_ticks(killed, ms(1000)).await {
            assert_that(
                steps == 0,
                &format!(
                    "{said}: `{name}` went on after you returned: {steps} more steps in 1000 ms."
                ),
                DETACHED,
            );
        }
    }
    for n in sizes_from(2, "task") {
        let all = numbered(n, Good);
        for (mode, said) in modes() {
            let timeline = Timeline::start();
            run(&timeline, mode, 15, &by_ref(&all)).await;
            sleep(ms(1)).await;
            let ticks = || {
                all.iter()
                    .map(|(name, _, _)| timeline.ticks(name))
                    .sum::<usize>()
            };
            let before = ticks();
            sleep(ms(1000)).await;
            let steps = ticks() - before;
            assert_that(
                steps == 0,
                &format!(
                    "{said}: killed tasks went on after you returned: {steps} more steps in 1000 ms."
                ),
                DETACHED,
            );
        }
    }
}

/// Without tasks `run` returns an empty report at once, in both modes.
/// Promises: 9
async fn no_tasks_give_an_empty_report() {
    const SELECT_ALL: &str =
        "`select_all` of nothing has nobody to wait for, and panics: look at the empty case first.";
    const EMPTY: &str =
        "With nobody to wait for, neither an end nor the limit should be waited for.";
    for (mode, said) in modes() {
        let timeline = Timeline::start();
        let report = call(
            &format!("{said} of no tasks"),
            k::run(mode, ms(505), Vec::new()),
        )
        .within(ms(60_000), EMPTY)
        .explain_if(|panic| panic.contains("is_empty").then_some(SELECT_ALL))
        .await;
        assert_same(
            &format!("{said}: it returned at"),
            timeline.now(),
            Duration::ZERO,
            EMPTY,
        );
        let all = [report.finished, report.failed, report.killed].concat();
        assert_same(
            &format!("{said}: all names in the report"),
            all,
            names(&[]),
            "There was no task.",
        );
    }
}

// The binary runs on the real clock, where a machine that stands still for a moment can let a task
// end before a limit that comes earlier. So a run that says something else gets another chance.
fn prints(program: &Program, args: &[&str], promised: &[&str], why: &str) {
    let as_promised = |run: &kata_kit::Run| {
        run.code == Some(0) && run.stdout.lines().eq(promised.iter().copied())
    };
    let mut run = program.run(args);
    for _ in 0..3 {
        if !as_promised(&run) && run.code == Some(0) {
            run = program.run(args);
        }
    }
    let exit = match run.code {
        Some(101) => "A program that panics has lost its report: stderr says what went wrong.",
        Some(1) if run.stderr.contains(&program.name()) => {
            "The first word of `std::env::args` is the program's own name: skip it."
        }
        _ => "A run that was possible is a success, whatever became of the tasks.",
    };
    run.ends_with(0, exit);
    let why = if is_a_report(&run.stdout) {
        why
    } else if is_a_report(&run.stderr) {
        "The report goes to stdout: `println!`. `eprintln!` writes to stderr, which is for errors."
    } else {
        "The report is three lines and nothing else: each has its word, a colon, and then a space and a name for every task. An empty list is the bare word with its colon."
    };
    run.stdout_lines(promised, why);
}

// Three lines as promised, whatever the names in them are.
fn is_a_report(text: &str) -> bool {
    let words = ["finished:", "failed:", "killed:"];
    let is_name = |name: &str| {
        let number = name.strip_prefix("task-");
        number.is_some_and(|number| number.parse::<u32>().is_ok())
    };
    let is_line = |(line, word): (&str, &str)| {
        let names = line.strip_prefix(word);
        names.is_some_and(|names| {
            names.is_empty()
                || names
                    .strip_prefix(' ')
                    .is_some_and(|n| n.split(' ').all(is_name))
        })
    };
    text.lines().count() == 3 && text.lines().zip(words).all(is_line)
}

/// The program runs `task-1` to `task-n`, where task k sleeps k times 100 ms, and prints the report in three lines.
/// Promises: 10
/// Points: 2
fn the_program_prints_three_lines(program: Program) {
    prints(
        &program,
        &["kill-all", "250", "3"],
        &["finished: task-1 task-2", "failed:", "killed: task-3"],
        "After 250 ms task-1 (100 ms) and task-2 (200 ms) have ended, task-3 (300 ms) has not. They sleep with `tokio::time::sleep`: `std::thread::sleep` holds a thread, and the limit comes late.",
    );
    prints(
        &program,
        &["kill-all", "20", "11"],
        &[
            "finished:",
            "failed:",
            "killed: task-1 task-2 task-3 task-4 task-5 task-6 task-7 task-8 task-9 task-10 task-11",
        ],
        "After 20 ms nobody has ended. The tasks are numbered from 1, and killed in that order.",
    );
    let killed: Vec<String> = (1..=70).map(|k| format!(" task-{k}")).collect();
    prints(
        &program,
        &["kill-all", "20", "70"],
        &[
            "finished:",
            "failed:",
            &format!("killed:{}", killed.concat()),
        ],
        "As many tasks run as the third word says.",
    );
    prints(
        &program,
        &["kill-all", &u64::MAX.to_string(), "1"],
        &["finished: task-1", "failed:", "killed:"],
        "The limit is long, and task-1 ends long before it.",
    );
    prints(
        &program,
        &["first", "2000", "3"],
        &["finished: task-1", "failed:", "killed: task-2 task-3"],
        "`first` takes the first task that ends, task-1 after 100 ms, and kills the rest.",
    );
}

/// A bad or missing argument goes to stderr as `ERROR: …`, and the program exits with 1.
/// Promises: 11
/// Points: 2
fn bad_arguments_end_in_an_error(program: Program) {
    let cases: [(&[&str], &str); 10] = [
        (&["first ", "20", "1"], "first "),
        (&["kill-all", "20", "3 4"], "3 4"),
        (&["two\nlines", "20", "1"], "lines"),
        (&["first", "20", "1", ""], ""),
        (&["explode", "20", "1"], "explode"),
        (&["first", "tuesday", "1"], "tuesday"),
        (&["kill-all", "20", "plenty"], "plenty"),
        (&["first", "20", "1", "banana"], "banana"),
        (&["first"], "limit"),
        (&[], "mode"),
    ];
    for (args, word) in cases {
        let run = program.run(args);
        run.fails_with_an_error();
        assert_that(
            run.stderr.to_lowercase().contains(word),
            &format!("{}: the error on stderr does not say `{word}`.", run.said),
            &format!(
                "Print the error that `parse` gives, all of it: it quotes the word or says what is missing.\n{}",
                run.streams()
            ),
        );
    }
}
