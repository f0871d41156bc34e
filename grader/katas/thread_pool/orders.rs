//! Hidden checks of `thread_pool` that are run in every order of their threads.

use kata_kit::{assert_same, assert_that, hang_hint};
use kata_orders::{ends_with_main, one_of, threads_left};
use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
};
use thread_pool as k;

const LOST: &str = "Everybody waits, and a job was not done, or its value did not come. Look into the queue and go to sleep under one lock, in a loop, and wake somebody for each job that comes. The same holds for the place where `wait` gets the value.";
const NO_VALUE: &str = "The job was given, and its value will not come: either the job was thrown away undone, or its thread came to an end in the middle. What one thread does between two locks, or between two steps of an atomic, another one may undo.";
const AT_THE_END: &str = "Everybody waits, and the pool is being dropped. Its threads must see that nothing more will come: say so under the lock that they look under before they sleep, and then wake all of them. `notify_one` wakes one, and nobody who looks later.";
const APART: &str = "The first job goes on for ever, and the second one was not done, although a thread was free for it. Either that thread was not woken: wake one for each job that comes, whether the queue was empty or not. Or a lock is held while a job runs: in `while let Ok(job) = receiver.lock().unwrap().recv() { job() }` the guard lives until the closing brace.";
const PANICKED: &str = "Everybody waits after a job has panicked: its thread has to go on, and whoever waits for its value has to hear of it. `catch_unwind` around the job does both.";
const INSIDE: &str = "Everybody waits, while a job gives another one to its pool: no lock may be held while a job runs, and `run` must not wait until somebody takes the job.";

// A pool that is never dropped: what its threads do at the end is for another check.
fn pool_for_ever(threads: usize) -> &'static k::Pool {
    ends_with_main();
    Box::leak(Box::new(k::Pool::new(threads)))
}

fn ended<T>(job: k::Job<T>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(|| job.wait())) {
        Ok(ended) => ended.map_err(|k::Panicked(text)| text),
        Err(panic) => {
            let literal = panic.downcast_ref::<&str>().map(|text| text.to_string());
            let formatted = || panic.downcast_ref::<String>().cloned();
            let text = literal.or_else(formatted).unwrap_or_default();
            if text.starts_with("not yet implemented") {
                resume_unwind(panic);
            }
            panic!("`wait` itself panicked: {text}\n{NO_VALUE}")
        }
    }
}

fn value<T>(job: k::Job<T>) -> T {
    match ended(job) {
        Ok(value) => value,
        Err(text) => panic!("`wait` says that a job panicked which has not: {text:?}."),
    }
}

/// A job's value comes to the one who waits for it, in whatever order the threads run.
/// Promises: 4, 5
/// Points: 2
fn a_value_comes_whenever_it_is_waited_for() {
    let panics = one_of([false, true]);
    let _hint = hang_hint(if panics { PANICKED } else { LOST });
    let pool = pool_for_ever(1);
    let job = pool.run(move || {
        if panics {
            resume_unwind(Box::new("no paper"));
        }
        7
    });
    let promised = if panics {
        Err("no paper".to_string())
    } else {
        Ok(7)
    };
    assert_same(
        "what `wait` gave",
        ended(job),
        promised,
        "`wait` gives what its own job has left: its value, or the text of its panic.",
    );
}

/// With one thread no job begins before the one that was given before it has ended.
/// Promises: 1, 2
/// Points: 2
fn one_thread_does_one_job_at_a_time() {
    let _hint = hang_hint(LOST);
    let events = Arc::new(AtomicUsize::new(0));
    let pool = pool_for_ever(1);
    let jobs = [0, 1].map(|_| {
        let events = events.clone();
        pool.run(move || {
            let begins = events.fetch_add(1, SeqCst);
            let ends = events.fetch_add(1, SeqCst);
            (begins, ends)
        })
    });
    assert_same(
        "when each of two jobs began and ended",
        jobs.map(value),
        [(0, 1), (2, 3)],
        "A pool of one thread does one job at a time, and takes first what was given first: it has not a thread more than that, and none for each job.",
    );
}

/// Two threads do two jobs at the same time.
/// Promises: 1
/// Points: 2
fn two_threads_do_two_jobs_at_the_same_time() {
    let _hint = hang_hint(APART);
    let pool = pool_for_ever(2);
    // Nobody else will come.
    let for_ever = Barrier::new(2);
    drop(pool.run(move || for_ever.wait()));
    let second = value(pool.run(|| 7));
    assert_same(
        "the value of the second job",
        second,
        7,
        "`wait` gives the value of its own job.",
    );
}

/// Dropping the pool waits until all that was given has been done and its threads have been joined.
/// Promises: 8, 9
/// Points: 3
fn dropping_waits_for_all_jobs_and_threads() {
    let _hint = hang_hint(AT_THE_END);
    let (threads, jobs) = one_of([(1, 0), (2, 0), (1, 1), (1, 2)]);
    let events = Arc::new(AtomicUsize::new(0));
    let alone = Arc::new(AtomicBool::new(true));
    let pool = k::Pool::new(threads);
    for _ in 0..jobs {
        let (events, alone) = (events.clone(), alone.clone());
        // Whoever gives the job does not want its value.
        drop(pool.run(move || {
            let begins = events.fetch_add(1, SeqCst);
            if events.fetch_add(1, SeqCst) != begins + 1 {
                alone.store(false, SeqCst);
            }
        }));
    }
    drop(pool);
    let left = threads_left();
    assert_same(
        "how many jobs had been done when the pool was dropped",
        events.load(SeqCst) / 2,
        jobs,
        "What was given to the pool is done, whether anybody waits for it or not: its threads go home when the pool is closed *and* the queue is empty, and `drop` joins them.",
    );
    assert_that(
        alone.load(SeqCst),
        "A pool of one thread was dropped, and two jobs were done at the same time.",
        "Jobs are done by the threads of the pool, also at the end: whoever drops it only waits.",
    );
    assert_that(
        left == 0,
        "The pool was dropped, and a thread of it was still running.",
        "When all jobs are done, their threads are not at their end yet. Keep the `JoinHandle`s, and `join` them in `drop`.",
    );
}

/// After a panic the same thread, or another one in its place, does the next job.
/// Promises: 6
/// Points: 2
fn a_panic_is_followed_by_the_next_job() {
    let _hint = hang_hint(PANICKED);
    let pool = pool_for_ever(1);
    drop(pool.run(|| resume_unwind(Box::new("no paper"))));
    let next = value(pool.run(|| 7));
    assert_same(
        "the value of the job after the one that panicked",
        next,
        7,
        "A panic ends one job, and nothing else.",
    );
}

/// A job gives another one to its pool.
/// Promises: 7
fn a_job_gives_another_one() {
    let _hint = hang_hint(INSIDE);
    let pool = pool_for_ever(1);
    let outer = pool.run(|| pool.run(|| 7));
    assert_same(
        "the value of a job that was given by a job",
        value(value(outer)),
        7,
        "`wait` gives the value of its own job.",
    );
}

/// Two threads give jobs to one pool at the same time, and both are done.
/// Promises: 3, 4
/// Points: 2
fn two_threads_give_jobs_at_the_same_time() {
    let _hint = hang_hint(LOST);
    let pool = pool_for_ever(1);
    let other = thread::spawn(|| pool.run(|| 8));
    let mine = value(pool.run(|| 7));
    let theirs = match other.join() {
        Ok(job) => value(job),
        Err(panic) => resume_unwind(panic),
    };
    assert_same(
        "the values that two threads got for their jobs",
        [mine, theirs],
        [7, 8],
        "Each `Job` has a place of its own for its value.",
    );
}
