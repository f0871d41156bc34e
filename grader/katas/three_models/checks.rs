//! Hidden checks of `three_models`.

use futures::future::{BoxFuture, LocalBoxFuture};
use kata_kit::{
    Gauge, Panicked, Rendezvous, Timeline, assert_same, assert_that, assert_within, call, cases,
    caught_call, hang_hint, ms, paused, sizes_from,
};
use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread::{self, ThreadId},
};
use three_models as k;
use tokio::{
    task::{self, Id},
    time::{Instant, sleep},
};

const NEVER: &str = "Await the futures, or the handles of the tasks: each of them ends.";
const BLOCKED: &str = "Something blocks the thread for ever: `block_on` inside async code, a lock that is never given back, or a channel with a sender that is still there.";
const BY_INDEX: &str =
    "Results belong to the number of the job, not to the order in which the jobs ended.";
const ONCE: &str = "There is one job, and one result, for every number below n.";
const NOTHING: &str = "With n = 0 there is nothing to run and nothing to wait for: mind `n - 1`, do not wait for a first result, and do not call `buffered(n)`, which waits for ever.";

// No `Clone`, no `Default`: there is only what a job gives.
struct Token(usize);

fn numbers(tokens: Vec<Token>) -> Vec<usize> {
    tokens.into_iter().map(|token| token.0).collect()
}

// What the student's functions do is compiled for each type of `f` and of its future. Here is the one call of each: with a
// plain closure that borrows, and a plain future, around whatever a check does in them.

fn threaded(n: usize, f: &(dyn Fn(usize) -> usize + Sync)) -> Vec<Token> {
    k::threaded(n, |index| Token(f(index)))
}

fn one_task<'a>(
    n: usize,
    f: &'a dyn Fn(usize) -> LocalBoxFuture<'a, usize>,
) -> impl Future<Output = Vec<Token>> + 'a {
    k::one_task(n, |index| {
        let job = f(index);
        async { Token(job.await) }
    })
}

fn many_tasks<'a>(
    n: usize,
    f: &'a dyn Fn(usize) -> BoxFuture<'static, usize>,
) -> impl Future<Output = anyhow::Result<Vec<Token>>> + 'a {
    k::many_tasks(n, |index| {
        let job = f(index);
        async { Token(job.await) }
    })
}

fn expect_results_by_index(n: usize, tokens: Vec<Token>) {
    let promised: Vec<usize> = (0..n).map(|index| index * 10).collect();
    assert_same("how many results came", tokens.len(), n, ONCE);
    assert_same("the results", numbers(tokens), promised, BY_INDEX);
}

/// `sequential` calls f on the caller's thread, in order, one at a time, and gives the results.
/// Promises: 1, 3
fn sequential_runs_in_order_on_the_callers_thread() {
    let _hint = hang_hint(BLOCKED);
    for n in sizes_from(1, "job") {
        let (here, inside) = (thread::current().id(), Gauge::new());
        let calls: RefCell<Vec<(usize, ThreadId)>> = RefCell::new(Vec::new());
        let tokens = k::sequential(n, |index| {
            let _inside = inside.enter();
            calls.borrow_mut().push((index, thread::current().id()));
            Token(index * 10)
        });
        let calls = calls.borrow();
        assert_same(
            "the order of the calls",
            calls.iter().map(|(index, _)| *index).collect(),
            Vec::from_iter(0..n),
            "One after the other means f(0) first and f(n - 1) last, each once.",
        );
        assert_that(
            calls.iter().all(|(_, thread)| *thread == here) && inside.peak() == 1,
            "A call ran on another thread.",
            "`sequential` needs no threads: call `f`.",
        );
        expect_results_by_index(n, tokens);
    }
}

/// `threaded` has n threads alive at the same time.
/// Promises: 4
/// Points: 2
fn threaded_has_all_threads_alive_at_once() {
    const IN_TURN: &str = "Only one job was there at a time. Start all threads before you join the first: a loop, or a chain of lazy iterators, that spawns and joins in one turn does not. Call `f` inside the threads, not before you start them. And hold no lock while `f` runs.";
    const LIMITED: &str =
        "Every job gets a thread, however many there are and however few cores the machine has.";
    const TOGETHER: &str = "What one call does is no business of another: a lock, a pool or a limit that all calls share makes one wait for the other.";
    let _hint = hang_hint(BLOCKED);
    for n in sizes_from(2, "job") {
        let rendezvous = Rendezvous::of(n);
        let met = numbers(threaded(n, &|_| rendezvous.arrive().into()));
        let came = rendezvous.arrived();
        assert_that(
            came >= n && met.iter().all(|met| *met == 1),
            &format!("Of {n} jobs only {came} were there at the same time."),
            if came <= 1 { IN_TURN } else { LIMITED },
        );
        assert_same("how many results came", met.len(), n, ONCE);
        assert_same("how often f was called", came, n, ONCE);
    }
    for calls in cases([("with two calls at the same time", 2)]) {
        let rendezvous = Rendezvous::of(3 * calls);
        let met: Vec<usize> = thread::scope(|scope| {
            let call = || numbers(threaded(3, &|_| rendezvous.arrive().into()));
            let threads: Vec<_> = (0..calls).map(|_| scope.spawn(call)).collect();
            let joined = threads.into_iter().map(|thread| thread.join());
            joined.flat_map(|met| met.expect("no job panics")).collect()
        });
        let came = rendezvous.arrived();
        assert_that(
            met.len() == 6 && met.iter().all(|met| *met == 1),
            &format!("Of 6 jobs only {came} were there at the same time."),
            TOGETHER,
        );
    }
}

/// `threaded` gives the results by index, whichever thread ends first.
/// Promises: 1
fn threaded_gives_results_by_index() {
    let _hint = hang_hint(BLOCKED);
    for n in sizes_from(1, "job") {
        let calls = AtomicUsize::new(0);
        // The later it was started the earlier it ends. That only makes a wrong answer show itself:
        // nothing is asserted about times.
        let tokens = threaded(n, &|index| {
            calls.fetch_add(1, SeqCst);
            if n <= 11 {
                thread::sleep(ms(5 * (n - index) as u64));
            }
            index * 10
        });
        expect_results_by_index(n, tokens);
        assert_same("how often f was called", calls.load(SeqCst), n, ONCE);
    }
}

/// `one_task` runs all futures inside the caller's task, and takes as long as the longest.
/// Promises: 5
/// Points: 2
async fn one_task_takes_as_long_as_the_longest() {
    const IN_TURN: &str = "The futures ran one after the other: awaiting one does not run the next. Poll them together, for example with `join_all`.";
    const LIMITED: &str = "All futures are in progress at the same time, however many there are.";
    const TOO_EARLY: &str = "You returned while a future was still at work.";
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    let times = [200, 300, 250];
    let work = |index| -> LocalBoxFuture<'_, usize> {
        let time = times.get(index).copied().unwrap_or_default();
        Box::pin(timeline.work(&format!("job-{index}"), ms(time), index))
    };
    let tokens = assert_within(ms(20_000), NEVER, one_task(3, &work)).await;
    timeline.returned();
    let took = timeline.returned_at().unwrap_or_default();
    let why = if took > ms(300) { IN_TURN } else { TOO_EARLY };
    assert_same("jobs of 200, 300 and 250 ms took", took, ms(300), why);
    assert_same("how many results came", tokens.len(), 3, ONCE);

    // A picture of so many would say nothing: an empty one takes its place.
    Timeline::start();
    for n in sizes_from(1, "job") {
        let (gauge, caller, start) = (Gauge::new(), task::try_id(), Instant::now());
        let elsewhere = Cell::new(0);
        let work = |index| -> LocalBoxFuture<'_, usize> {
            let (gauge, elsewhere) = (&gauge, &elsewhere);
            Box::pin(async move {
                let _inside = gauge.enter();
                sleep(ms(50)).await;
                if task::try_id() != caller {
                    elsewhere.set(elsewhere.get() + 1);
                }
                index
            })
        };
        assert_within(ms(20_000), NEVER, one_task(n, &work)).await;
        let peak = gauge.peak();
        assert_that(
            peak == n && start.elapsed() == ms(50),
            &format!(
                "Of {n} jobs at most {peak} were in progress at the same time, and all together took {:?}.",
                start.elapsed()
            ),
            if peak == 1 { IN_TURN } else { LIMITED },
        );
        assert_same(
            "how many jobs ran in another task",
            elsewhere.get(),
            0,
            "Nothing is spawned here: the futures run inside the caller's task.",
        );
    }
    for hour in cases([("with jobs of an hour", ms(3_600_000))]) {
        let start = Instant::now();
        let work = |index| -> LocalBoxFuture<'_, usize> {
            Box::pin(async move {
                sleep(hour * (index as u32 + 1)).await;
                index
            })
        };
        assert_within(hour * 5, NEVER, one_task(2, &work)).await;
        assert_same("it took", start.elapsed(), hour * 2, TOO_EARLY);
    }
}

/// `one_task` gives the results by index, whichever future ends first.
/// Promises: 1
async fn one_task_gives_results_by_index() {
    let _hint = hang_hint(BLOCKED);
    for n in sizes_from(1, "job") {
        let calls = Cell::new(0);
        let work = |index| -> LocalBoxFuture<'_, usize> {
            calls.set(calls.get() + 1);
            Box::pin(async move {
                sleep(ms(20 * (n - index) as u64)).await;
                index * 10
            })
        };
        let tokens = assert_within(ms(20_000), NEVER, one_task(n, &work)).await;
        expect_results_by_index(n, tokens);
        assert_same("how often f was called", calls.get(), n, ONCE);
    }
}

// What `many_tasks` gives, an error as its text.
async fn outcome(
    n: usize,
    f: &dyn Fn(usize) -> BoxFuture<'static, usize>,
) -> Result<Vec<Token>, String> {
    const CAME_THROUGH: &str = "The panic of a task must become an error. Awaiting its handle gives an `Err`: pass that on instead of unwrapping it, and run no job outside of a task.";
    let _hint = hang_hint(BLOCKED);
    let call = call("`many_tasks` itself", many_tasks(n, f)).within(ms(20_000_000), NEVER);
    let result = call.explain(CAME_THROUGH).await;
    result.map_err(|error| format!("{error:#}"))
}

// The results of jobs of which none fails.
fn unfailed(result: Result<Vec<Token>, String>) -> Vec<Token> {
    result.unwrap_or_else(|error| {
        panic!(
            "No job failed, but `many_tasks` gave an error: {error}\nA job may need tokio's timers, which only its tasks have: give each to `tokio::spawn`, not to a thread or another executor."
        )
    })
}

/// `many_tasks` runs n different tasks, all of them at the same time.
/// Promises: 6
/// Points: 2
async fn many_tasks_are_n_different_tasks() {
    const IN_TURN: &str = "A handle that is awaited in the loop that spawns makes every task wait for the one before: then there is never more than one. Spawn all of them before you await the first.";
    const LIMITED: &str = "Every job gets its task at once, however many there are.";
    const SHARED: &str = "`join_all` and its relatives run all futures inside one task, and to spawn the joined future makes one more task, not n. Give each future to `tokio::spawn`.";
    for n in sizes_from(1, "job") {
        let caller = task::try_id();
        let ids: Arc<Mutex<HashSet<Id>>> = Arc::default();
        let note_ids = |index| -> BoxFuture<'static, usize> {
            let ids = ids.clone();
            Box::pin(async move {
                sleep(ms(10)).await;
                ids.lock().unwrap().extend(task::try_id());
                index
            })
        };
        let tokens = unfailed(outcome(n, &note_ids).await);
        assert_same("how many results came", tokens.len(), n, ONCE);
        let mut different = ids.lock().unwrap().clone();
        different.retain(|id| Some(*id) != caller);
        assert_same(
            "how many different tasks, not counting the caller's, the jobs ran in",
            different.len(),
            n,
            SHARED,
        );

        let gauge = Gauge::new();
        let go_in = |index| -> BoxFuture<'static, usize> {
            let gauge = gauge.clone();
            Box::pin(async move {
                let _inside = gauge.enter();
                sleep(ms(10)).await;
                index
            })
        };
        unfailed(outcome(n, &go_in).await);
        let peak = gauge.peak();
        assert_that(
            peak == n,
            &format!("Of {n} tasks at most {peak} were there at the same time."),
            if peak <= 1 { IN_TURN } else { LIMITED },
        );
    }
}

/// `many_tasks` gives the results by index, whichever task ends first.
/// Promises: 1
async fn many_tasks_give_results_by_index() {
    for n in sizes_from(1, "job") {
        let calls = Cell::new(0);
        let work = |index| -> BoxFuture<'static, usize> {
            calls.set(calls.get() + 1);
            Box::pin(async move {
                sleep(ms(20 * (n - index) as u64)).await;
                index * 10
            })
        };
        expect_results_by_index(n, unfailed(outcome(n, &work).await));
        assert_same("how often f was called", calls.get(), n, ONCE);
    }
}

/// If a task of `many_tasks` panics, the result is an error.
/// Promises: 7
async fn a_panicking_task_is_an_error() {
    for n in sizes_from(1, "job") {
        let places = cases([
            ("when the first panics", 0),
            ("when the one in the middle panics", n / 2),
            ("when the last panics", n - 1),
        ]);
        for place in places {
            for formatted in [false, true] {
                let one_panics = |index| -> BoxFuture<'static, usize> {
                    Box::pin(async move {
                        sleep(ms(10)).await;
                        match index == place {
                            true if formatted => panic!("job {index} is broken"),
                            true => panic!("this job is broken"),
                            false => index,
                        }
                    })
                };
                let result = outcome(n, &one_panics).await.map(numbers);
                assert_that(
                    result.is_err(),
                    &format!("Job number {place} of {n} panicked, but the result was {result:?}."),
                    "A panic was lost: a task that panicked has no result, so neither leave it out nor put another value in its place.",
                );
            }
        }
    }
}

/// With n = 0 all four give no results.
/// Promises: 2
fn no_jobs_give_no_results() {
    let _hint = hang_hint(NOTHING);
    expect_nothing("`sequential`", caught_call(|| k::sequential(0, never)));
    expect_nothing("`threaded`", caught_call(|| threaded(0, &never)));
    let one_task = call("`one_task`", one_task(0, &never)).within(ms(1000), NOTHING);
    expect_nothing("`one_task`", paused(one_task.caught()));
    let many_tasks = call("`many_tasks`", many_tasks(0, &never)).within(ms(1000), NOTHING);
    let many_tasks = paused(many_tasks.caught());
    let many_tasks = many_tasks.map(|result| match result {
        Ok(results) => results,
        Err(error) => panic!("`many_tasks` with n = 0 gave an error: {error:#}\n{NOTHING}"),
    });
    expect_nothing("`many_tasks`", many_tasks);
}

fn never<T>(_: usize) -> T {
    panic!("f was called, although there is no job")
}

fn expect_nothing(what: &str, ended: Result<Vec<Token>, Panicked>) {
    let results =
        ended.unwrap_or_else(|panic| panic.explain(&format!("{what} with n = 0"), NOTHING));
    assert_same(
        &format!("{what} with n = 0"),
        numbers(results),
        vec![],
        NOTHING,
    );
}
