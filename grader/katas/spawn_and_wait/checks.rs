//! Hidden checks of `spawn_and_wait`.

use futures::future::BoxFuture;
use kata_kit::{Gauge, Timeline, assert_same, assert_that, call, hang_hint, ms};
use spawn_and_wait as k;
use std::{collections::HashSet, future::Future, hint::black_box};
use tokio::{
    task::{self, Id},
    time::{Instant, sleep},
};

const NEVER: &str = "Await every task that you have spawned; each of them ends.";
const BLOCKED: &str = "Waiting with `block_on`, or for a channel of std, blocks the thread that the tasks need: use `.await`.";
const IN_TURN: &str = "They ran one after the other. Spawn all first and keep the handles: `tokio::spawn(…).await` in a loop waits for each task before it starts the next.";
const LIMITED: &str = "All tasks are started at once, however many there are.";
const LOST: &str = "A task's failure was lost. Awaiting a handle gives a `Result` in a `Result`: the outer error is a panic, the inner one is what the task itself returned. Look at both.";

type Fut<T> = BoxFuture<'static, anyhow::Result<T>>;

// A future that works as a row of the timeline, and then ends in some way.
fn ending<T: Send + 'static>(
    timeline: &Timeline,
    name: &str,
    time: u64,
    end: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> Fut<T> {
    let work = timeline.work(name, ms(time), ());
    Box::pin(async move {
        work.await;
        end()
    })
}

fn error<T>(text: &'static str) -> anyhow::Result<T> {
    Err(anyhow::Error::msg(text))
}

// What the student's future gives, an error as its text. A panic that comes through is explained.
async fn outcome<F, T>(futs: Vec<F>) -> Result<Vec<T>, String>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    const CAME_THROUGH: &str = "The panic of a task must become an error. Awaiting its handle gives an `Err`: pass that on instead of unwrapping it.";
    let _hint = hang_hint(BLOCKED);
    let call = call("`spawn_and_wait` itself", k::spawn_and_wait(futs)).within(ms(20_000), NEVER);
    let result = call.explain(CAME_THROUGH).await;
    result.map_err(|error| format!("{error:#}"))
}

/// Each future runs in a task of its own.
/// Points: 2
async fn each_future_has_a_task_of_its_own() {
    const IN_ONE: &str = "`join_all` and its relatives run all futures inside one task. Give each of them to `tokio::spawn`.";
    let caller = task::try_id();
    let future = |_| async {
        sleep(ms(10)).await;
        anyhow::Ok(task::try_id())
    };
    let ids: Result<Vec<Option<Id>>, String> = outcome((0..5).map(future).collect()).await;
    let ids = match ids {
        Ok(ids) => ids,
        Err(error) => panic!(
            "Five futures had a value, but it gave an error: {error}\nFutures may need tokio's timers, which only its tasks have: give each to `tokio::spawn`, not to a thread or another executor."
        ),
    };
    assert_same(
        "how many values five futures gave",
        ids.len(),
        5,
        "Every future has a value.",
    );
    let at_home = ids.iter().filter(|id| **id == caller || id.is_none());
    assert_same(
        "how many of five futures ran in the caller's task",
        at_home.count(),
        0,
        IN_ONE,
    );
    let different: HashSet<Option<Id>> = ids.into_iter().collect();
    assert_same(
        "how many different tasks five futures ran in",
        different.len(),
        5,
        IN_ONE,
    );
}

/// All tasks are started before any is waited for.
/// Points: 2
async fn all_tasks_run_at_the_same_time() {
    let timeline = Timeline::start();
    let futs = vec![
        ending(&timeline, "task-1", 200, || Ok(1)),
        ending(&timeline, "task-2", 300, || Ok(2)),
        ending(&timeline, "task-3", 250, || Ok(3)),
    ];
    let _ = outcome(futs).await;
    timeline.returned();
    let took = timeline.returned_at().unwrap_or_default();
    let why = if took > ms(300) {
        IN_TURN
    } else {
        "You returned while a task was still at work: the values are complete only when all have ended."
    };
    assert_same("tasks of 200, 300 and 250 ms took", took, ms(300), why);

    let (gauge, start) = (Gauge::new(), Instant::now());
    let future = |_| {
        let gauge = gauge.clone();
        async move {
            let _inside = gauge.enter();
            sleep(ms(50)).await;
            anyhow::Ok(())
        }
    };
    let values = outcome((0..200).map(future).collect()).await;
    let peak = gauge.peak();
    assert_that(
        peak == 200 && start.elapsed() == ms(50),
        &format!(
            "Of 200 tasks at most {peak} were at work at the same time, and all together took {:?}.",
            start.elapsed()
        ),
        if peak == 1 { IN_TURN } else { LIMITED },
    );
    assert_same(
        "how many values came",
        values.map(|values| values.len()),
        Ok(200),
        "Every task has a value.",
    );
}

/// The values come in the order of the list; an empty list gives an empty vector.
async fn values_come_in_the_order_of_the_list() {
    let timeline = Timeline::start();
    let futs = vec![
        ending(&timeline, "slow", 300, || Ok("slow".to_string())),
        ending(&timeline, "fast", 20, || Ok("fast".to_string())),
        ending(&timeline, "middle", 150, || Ok("middle".to_string())),
    ];
    let values = outcome(futs).await;
    timeline.returned();
    assert_same(
        "the values",
        values,
        Ok(vec![
            "slow".to_string(),
            "fast".to_string(),
            "middle".to_string(),
        ]),
        "Values come in the order of the list, not in the order in which the tasks ended (which is what a `JoinSet` gives).",
    );
    let none: Result<Vec<u32>, String> = outcome(Vec::<Fut<u32>>::new()).await;
    assert_same(
        "the result for an empty list",
        none,
        Ok(vec![]),
        "With nothing to do there is nothing to wait for, and nothing that could fail.",
    );
}

/// A task's own error becomes an error with its text.
/// Points: 2
async fn a_tasks_own_error_is_returned() {
    for place in 0..3 {
        let timeline = Timeline::start();
        let mut futs = vec![
            ending(&timeline, "task-1", 50, || Ok(1)),
            ending(&timeline, "task-2", 30, || Ok(2)),
        ];
        let fails = ending(&timeline, "fails", 40, || error("the disk is full"));
        futs.insert(place, fails);
        let result = outcome(futs).await;
        timeline.returned();
        expect_text(result, "returned an error", "the disk is full");
    }
}

/// A task's panic becomes an error with the panic's text.
async fn a_tasks_panic_is_returned() {
    let timeline = Timeline::start();
    let literal = vec![
        ending(&timeline, "task-1", 50, || Ok(1)),
        ending(&timeline, "panics", 40, || panic!("no such host")),
    ];
    let result = outcome(literal).await;
    timeline.returned();
    expect_text(result, "panicked", "no such host");

    let timeline = Timeline::start();
    let formatted = vec![
        ending(&timeline, "panics", 40, || {
            panic!("host {} is gone", black_box(7))
        }),
        ending(&timeline, "task-2", 20, || Ok(1)),
    ];
    let result = outcome(formatted).await;
    timeline.returned();
    expect_text(result, "panicked", "host 7 is gone");
}

fn expect_text(result: Result<Vec<u32>, String>, did: &str, text: &str) {
    let Err(error) = result else {
        panic!("A task {did}, but it returned {result:?}.\n{LOST}");
    };
    assert_that(
        error.contains(text),
        &format!("A task {did} with \"{text}\", but the error says \"{error}\"."),
        "The text must be kept: pass the error on, or add context to it. (A `JoinError` has the panic's text in it.)",
    );
}

/// After an error or a panic no task goes on unobserved.
/// Points: 3
async fn nothing_goes_on_after_a_failure() {
    const DETACHED: &str = "Returning early, for example with `?`, drops the other handles, and dropping a JoinHandle detaches its task: wait for all tasks first, or abort the rest.";
    for panics in [false, true] {
        let timeline = Timeline::start();
        let futs = vec![
            ending(&timeline, "slow", 300, || Ok(1)),
            ending(&timeline, "fails", 40, move || {
                if panics {
                    panic!("the disk is full")
                } else {
                    error("the disk is full")
                }
            }),
            ending(&timeline, "slower", 400, || Ok(3)),
            ending(&timeline, "slowest", 500, || Ok(4)),
        ];
        let result = outcome(futs).await;
        timeline.returned();
        let did = if panics { "panicked" } else { "failed" };
        assert_that(
            result.is_err(),
            &format!("A task {did}, but it returned {result:?}."),
            LOST,
        );
        let others = ["slow", "slower", "slowest"];
        for (name, steps) in timeline.later_ticks(others, ms(1000)).await {
            assert_that(
                steps == 0,
                &format!(
                    "A task {did}, you returned, and `{name}` still went on: {steps} more steps."
                ),
                DETACHED,
            );
        }
    }
}
