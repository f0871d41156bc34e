//! Hidden checks of `spawn_and_wait`.

use futures::future::BoxFuture;
use kata_kit::{
    Gauge, Timeline, assert_polled_at_most, assert_same, assert_that, call, cases, errors,
    hang_hint, in_a_task, ms, paused, runtimes, sizes, sizes_from,
};
use spawn_and_wait as k;
use std::{collections::HashSet, future::ready, hint::black_box, panic::panic_any};
use tokio::{
    task,
    time::{Instant, sleep},
};

const NEVER: &str = "Await every task that you have spawned; each of them ends.";
const BLOCKED: &str = "Waiting with `block_on`, or for a channel of std, blocks the thread that the tasks need: use `.await`.";
const IN_TURN: &str = "They ran one after the other. Spawn all first and keep the handles: `tokio::spawn(…).await` in a loop waits for each task before it starts the next.";
const LIMITED: &str = "All tasks are started at once, however many there are.";
const LOST: &str = "A task's failure was lost. Awaiting a handle gives a `Result` in a `Result`: the outer error is a panic, the inner one is what the task itself returned. Look at both.";

const HOUR: u64 = 3_600_000;
const ALL_VALUES: &str = "No task failed, so there is no error to return: return the values, however many there are and however long they took.";

type Fut = BoxFuture<'static, anyhow::Result<usize>>;

// What the student's function is called with. All are of one type, because it is compiled for each.
async fn future_of(work: Fut) -> anyhow::Result<usize> {
    work.await
}

// A future that works as a row of the timeline, and then ends in some way.
fn ending(
    timeline: &Timeline,
    name: &str,
    time: u64,
    end: impl FnOnce() -> anyhow::Result<usize> + Send + 'static,
) -> Fut {
    let work = timeline.work(name, ms(time), ());
    Box::pin(async move {
        work.await;
        end()
    })
}

fn error(text: &'static str) -> anyhow::Result<usize> {
    Err(anyhow::Error::msg(text))
}

// What the student's future gives, an error as its text. A panic that comes through is explained.
async fn outcome(futs: Vec<Fut>) -> Result<Vec<usize>, String> {
    const CAME_THROUGH: &str = "The panic of a task must become an error. Awaiting its handle gives an `Err`: pass that on instead of unwrapping it.";
    const SPINS: &str = "Wait until somebody wakes you, instead of looking again and again: whoever awaits a handle is woken when its task ends.";
    let _hint = hang_hint(BLOCKED);
    let futs = futs.into_iter().map(future_of).collect();
    let call = call("`spawn_and_wait` itself", k::spawn_and_wait(futs)).within(ms(3 * HOUR), NEVER);
    // There are two hundred tasks at most.
    let result = assert_polled_at_most(2_000, SPINS, call.explain(CAME_THROUGH)).await;
    result.map_err(|error| format!("{error:#}"))
}

fn expect_ok<T>(result: Result<Vec<T>, String>) -> Vec<T> {
    result.unwrap_or_else(|error| {
        panic!("No task failed, but it returned the error {error:?}.\n{ALL_VALUES} (Futures may need tokio's timers, which only its tasks have: give each to `tokio::spawn`, not to a thread or another executor.)")
    })
}

/// Each future runs in a task of its own.
/// Promises: 1
/// Points: 2
async fn each_future_has_a_task_of_its_own() {
    for is_in_a_task in cases([
        ("when it is called outside of tasks", false),
        ("when it is called in a task", true),
    ]) {
        for n in sizes_from(1, "future") {
            let (caller, ids) = if is_in_a_task {
                in_a_task(ids_of(n))
                    .await
                    .unwrap_or_else(|_| panic!("It panicked.\n{ALL_VALUES}"))
            } else {
                ids_of(n).await
            };
            expect_tasks_of_their_own(n, caller, ids);
        }
    }
}

// The caller's task, and those of `n` futures.
async fn ids_of(n: usize) -> (usize, Result<Vec<usize>, String>) {
    let future = |_| -> Fut {
        Box::pin(async {
            sleep(ms(10)).await;
            Ok(id())
        })
    };
    (id(), outcome((0..n).map(future).collect()).await)
}

// The number of the task that is running, 0 outside of tasks.
fn id() -> usize {
    let id = task::try_id().map(|id| id.to_string());
    id.map_or(0, |id| id.parse().expect("an id is shown as a number"))
}

fn expect_tasks_of_their_own(n: usize, caller: usize, ids: Result<Vec<usize>, String>) {
    const IN_ONE: &str = "`join_all` and its relatives run all futures inside one task. Give each of them to `tokio::spawn`, also a single one, the first and the last.";
    let ids = expect_ok(ids);
    assert_same(
        "how many values came",
        ids.len(),
        n,
        "Every future has a value.",
    );
    let at_home = ids.iter().filter(|id| **id == caller || **id == 0);
    assert_same(
        "how many of the futures ran in the caller's task",
        at_home.count(),
        0,
        IN_ONE,
    );
    let different: HashSet<usize> = ids.into_iter().collect();
    assert_same(
        "how many different tasks the futures ran in",
        different.len(),
        n,
        IN_ONE,
    );
}

// The times of all kinds of lists.
fn lists() -> impl Iterator<Item = Vec<u64>> {
    // The later ones end earlier.
    let many = sizes("task").map(|n| (0..n as u64).map(|task| 10 * (n as u64 - task)).collect());
    cases([
        ("with tasks of 200, 300 and 250 ms", vec![200, 300, 250]),
        ("with tasks that are ready at once", vec![0, 0, 0]),
        ("with a task of an hour", vec![10, HOUR, 20]),
    ])
    .chain(many)
}

// Futures that pause for so long, and give their place.
fn pausing(times: &[u64]) -> Vec<Fut> {
    let future = |(place, time): (usize, &u64)| -> Fut {
        let time = ms(*time);
        Box::pin(async move {
            if !time.is_zero() {
                sleep(time).await;
            }
            Ok(place)
        })
    };
    times.iter().enumerate().map(future).collect()
}

/// All tasks are started before any is waited for.
/// Promises: 2
/// Points: 2
async fn all_tasks_run_at_the_same_time() {
    for n in sizes_from(1, "task").chain(cases([("with 200 tasks", 200)])) {
        let (gauge, start) = (Gauge::new(), Instant::now());
        let future = |place| -> Fut {
            let gauge = gauge.clone();
            Box::pin(async move {
                let _inside = gauge.enter();
                sleep(ms(50)).await;
                Ok(place)
            })
        };
        let values = expect_ok(outcome((0..n).map(future).collect()).await);
        let peak = gauge.peak();
        assert_that(
            peak == n && start.elapsed() == ms(50),
            &format!(
                "Of {n} tasks of 50 ms at most {peak} were at work at the same time, and all together took {:?}.",
                start.elapsed()
            ),
            if peak == 1 { IN_TURN } else { LIMITED },
        );
        assert_same(
            "how many values came",
            values.len(),
            n,
            "Every task has a value.",
        );
    }
    for times in lists() {
        let start = Instant::now();
        expect_ok(outcome(pausing(&times)).await);
        let longest = ms(times.iter().max().copied().unwrap_or_default());
        let took = start.elapsed();
        let why = if took > longest + ms(10) {
            IN_TURN
        } else if took > longest {
            "Who looks only now and then whether a task has ended sees it late: await the handles, which wake you."
        } else {
            "You returned while a task was still at work: the values are complete only when all have ended."
        };
        assert_same("the tasks together took", took, longest, why);
    }
}

/// The values come in the order of the list; an empty list gives an empty vector.
/// Promises: 3, 7
fn values_come_in_the_order_of_the_list() {
    const ORDER: &str = "Values come in the order of the list, not in the order in which the tasks ended (which is what a `JoinSet` gives).";
    paused(async {
        for times in lists() {
            let values = outcome(pausing(&times)).await;
            let promised: Vec<usize> = (0..times.len()).collect();
            if promised.is_empty() {
                assert_same(
                    "the result for an empty list",
                    values,
                    Ok(promised),
                    "With nothing to do there is nothing to wait for, and nothing that could fail.",
                );
            } else {
                assert_same("the values", expect_ok(values), promised, ORDER);
            }
        }
    });
    for runtime in runtimes() {
        let future = |number| {
            future_of(Box::pin(async move {
                for _ in number..11 {
                    task::yield_now().await;
                }
                Ok(number)
            }))
        };
        let futures = (0..11).map(future).collect();
        let values = runtime.block_on(k::spawn_and_wait(futures));
        let values = expect_ok(values.map_err(|error| format!("{error:#}")));
        assert_same("the values", values, (0..11).collect(), ORDER);
    }
}

// How many tasks there are, and which of them fails.
fn failing() -> impl Iterator<Item = (usize, usize)> {
    cases([
        ("with a failure of the only task", (1, 0)),
        ("with a failure of the first of four tasks", (4, 0)),
        ("with a failure of the second of four tasks", (4, 1)),
        ("with a failure of the last of four tasks", (4, 3)),
        ("with a failure of the eleventh of 100 tasks", (100, 10)),
        ("with a failure of the last of 100 tasks", (100, 99)),
    ])
}

fn name_of(task: usize) -> String {
    format!("task {task}")
}

// The others go on for longer.
fn tasks_of_which_one_fails(
    timeline: &Timeline,
    (n, place): (usize, usize),
    fails: fn() -> anyhow::Result<usize>,
) -> Vec<Fut> {
    let task = |task| {
        let is_special = task == place;
        let time = if is_special {
            40
        } else {
            100 + task as u64 % 10
        };
        let end = move || if is_special { fails() } else { Ok(7) };
        ending(timeline, &name_of(task), time, end)
    };
    (0..n).map(task).collect()
}

/// A task's own error becomes an error with its text.
/// Promises: 4
/// Points: 2
async fn a_tasks_own_error_is_returned() {
    for failing in failing() {
        let timeline = Timeline::start();
        let fails = || error("the disk is full");
        let futs = tasks_of_which_one_fails(&timeline, failing, fails);
        let result = outcome(futs).await;
        timeline.returned();
        expect_text(result, "returned an error", "the disk is full");
    }
    for earlier in cases([("when the task that fails is the last to end", 20)]) {
        let timeline = Timeline::start();
        let futs = vec![
            ending(&timeline, "earlier", earlier, || Ok(7)),
            ending(&timeline, "fails", 40, || error("the disk is full")),
        ];
        let result = outcome(futs).await;
        timeline.returned();
        expect_text(result, "returned an error", "the disk is full");
    }
    for sample in errors() {
        let futs: Vec<Fut> = vec![Box::pin(ready(Ok(7))), Box::pin(ready(Err(sample.error())))];
        match outcome(futs).await {
            Err(error) => sample.assert_kept(&error),
            Ok(values) => panic!("A task failed, but it returned Ok({values:?}).\n{LOST}"),
        }
    }
}

/// A task's panic becomes an error with the panic's text.
/// Promises: 5
async fn a_tasks_panic_is_returned() {
    for failing in failing() {
        let timeline = Timeline::start();
        let panics = || panic!("no such host");
        let futs = tasks_of_which_one_fails(&timeline, failing, panics);
        let result = outcome(futs).await;
        timeline.returned();
        expect_text(result, "panicked", "no such host");
    }
    for (text, is_literal) in cases([
        ("with a formatted text", ("host 7 is gone", false)),
        ("with a text with colons", ("host: seven: gone:", true)),
        (
            "with a formatted text with colons",
            ("host: 7: gone:", false),
        ),
        (
            "with a text with umlauts",
            ("Rechner nicht verfügbar", true),
        ),
        ("with a text that ends in a space", ("no such host ", true)),
        (
            "with a text of several lines",
            ("no such host:\nseven\neight", true),
        ),
    ]) {
        let panics = async move {
            if is_literal {
                panic_any(text)
            } else {
                panic!("{}", black_box(text.to_string()))
            }
        };
        let futs: Vec<Fut> = vec![Box::pin(ready(Ok(7))), Box::pin(panics)];
        expect_text(outcome(futs).await, "panicked", text);
    }
    for _ in cases([("with a panic that has no text", ())]) {
        let panics = async { panic_any(7_u8) };
        let futs: Vec<Fut> = vec![Box::pin(ready(Ok(7))), Box::pin(panics)];
        let result = outcome(futs).await;
        assert_that(
            result.is_err(),
            &format!("A task panicked, but it returned {result:?}."),
            LOST,
        );
    }
}

fn expect_text(result: Result<Vec<usize>, String>, did: &str, text: &str) {
    let Err(error) = result else {
        panic!("A task {did}, but it returned {result:?}.\n{LOST}");
    };
    // A `JoinError` quotes the text as `{:?}` does.
    let quoted = text.escape_debug().to_string();
    assert_that(
        error.contains(text) || error.contains(&quoted),
        &format!("A task {did} with {text:?}, but the error says {error:?}."),
        "The text must be kept, all of it: pass the error on, or add context to it. (A `JoinError` has the panic's text in it.)",
    );
}

/// After an error or a panic no task goes on unobserved.
/// Promises: 6
/// Points: 3
async fn nothing_goes_on_after_a_failure() {
    for panics in cases([("after an error", false), ("after a panic", true)]) {
        for failing in failing() {
            let timeline = Timeline::start();
            let fails: fn() -> _ = if panics {
                || panic!("the disk is full")
            } else {
                || error("the disk is full")
            };
            let futs = tasks_of_which_one_fails(&timeline, failing, fails);
            let result = outcome(futs).await;
            timeline.returned();
            let did = if panics { "panicked" } else { "failed" };
            assert_that(
                result.is_err(),
                &format!("A task {did}, but it returned {result:?}."),
                LOST,
            );
            expect_to_stand_still(&timeline, failing.0, did).await;
        }
    }
}

async fn expect_to_stand_still(timeline: &Timeline, n: usize, did: &str) {
    const DETACHED: &str = "Returning early, for example with `?`, drops the other handles, and dropping a JoinHandle detaches its task: wait for all tasks first, or abort the rest.";
    let steps = || -> Vec<usize> { (0..n).map(|task| timeline.ticks(&name_of(task))).collect() };
    sleep(ms(1)).await;
    let before = steps();
    sleep(ms(100)).await;
    for (task, (before, after)) in before.into_iter().zip(steps()).enumerate() {
        assert_that(
            before == after,
            &format!(
                "A task {did}, you returned, and `{}` still went on: {} more steps.",
                name_of(task),
                after - before
            ),
            DETACHED,
        );
    }
}
