//! Hidden checks of `graceful_shutdown`.

use futures::future::BoxFuture;
use graceful_shutdown as k;
use kata_kit::{
    PATIENCE, Timeline, assert_same, assert_that, call, cases, hang_hint, ms, paused, runtimes,
    sizes,
};
use std::{
    future::pending,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

type Stop = watch::Receiver<bool>;

const HOUR: u64 = 3_600_000;

const NEVER: &str = "A worker that never stops must not keep you for ever: when the grace period is over, abort it.";
const BLOCKED: &str = "Nothing else could run, so no time could pass: `block_on`, `borrow` held across an `.await`, or a loop that never waits holds the thread.";
const NOT_ASKED: &str = "A worker stops when its receiver says true: send true (`send_replace`) before you wait. That the sender is dropped is no request.";
const TOO_EARLY: &str = "Somebody was still at work, and there was time left: wait until all have ended, or the grace period is over.";
const TOO_LATE: &str =
    "All workers had ended before: return then, and do not wait for the rest of the grace period.";
const ADDED_UP: &str = "The grace period is one deadline for all workers together. A timeout for each of them, one after the other, adds up.";
const GREATEST: &str = "Every grace period is allowed, also the greatest. A moment so far away does not exist: `timeout` and `sleep` take any duration, `Instant::now() + grace` does not.";
const CUT_SHORT: &str = "The grace period is as long as it is said to be, also if that is hours: there is no other limit.";
const EACH_ONCE: &str = "Look at how each worker really ended: `Ok` is clean, an `Err` is a panic or an abort, and `is_panic` tells which. Each is counted once, however many they are.";
const PANIC: &str =
    "A panic of a worker comes as an `Err` of its join: count it, and go on with the others.";
const NOBODY: &str = "Without receivers `send` gives an error, and changes nothing. Nothing is wrong then: use `send_replace`, or let the error go.";
const EVERYBODY: &str =
    "Every worker that was ever spawned is counted, also one that ended long before the shutdown.";

// Shuts the server down, and gives clean, panicked, aborted, and how long it took.
async fn shutdown(
    server: k::Server,
    grace: Duration,
    timeline: &Timeline,
) -> ((usize, usize, usize), Duration) {
    let _hint = hang_hint(BLOCKED);
    let start = Instant::now();
    timeline.mark(timeline.now(), "shutdown");
    let why = |panic: &str| {
        if panic.contains("SendError") {
            Some(NOBODY)
        } else if panic.contains("to instant") {
            Some(GREATEST)
        } else {
            Some(PANIC)
        }
    };
    let call = call("`shutdown`", server.shutdown(grace)).within(ms(100 * HOUR), NEVER);
    let summary: k::Summary = call.explain_if(why).await;
    let took = start.elapsed();
    timeline.returned();
    let k::Summary {
        clean,
        panicked,
        aborted,
    } = summary;
    ((clean, panicked, aborted), took)
}

// Spawns a worker in a box: what a server does with one is compiled for every type of worker.
fn spawn<F: Future<Output = ()> + Send + 'static>(
    server: &mut k::Server,
    worker: impl FnOnce(Stop) -> F,
) {
    let boxed: Box<dyn FnOnce(Stop) -> BoxFuture<'static, ()> + '_> =
        Box::new(|stop| Box::pin(worker(stop)));
    server.spawn(boxed);
}

// Works in steps of 10 ms until it is asked, and then for `more` ms.
async fn until_asked(timeline: Timeline, name: &'static str, stop: Stop, more: u64) {
    let work = timeline.watch(name, async {
        while !*stop.borrow() {
            sleep(ms(10)).await;
            timeline.tick(name);
        }
        for _ in 0..more / 10 {
            sleep(ms(10)).await;
            timeline.tick(name);
        }
    });
    work.await;
}

// Never listens.
async fn stubborn(timeline: Timeline, name: &'static str) {
    timeline.work(name, ms(100_000), ()).await;
}

fn expect_counts(counts: (usize, usize, usize), promised: (usize, usize, usize), why: &str) {
    assert_same("(clean, panicked, aborted)", counts, promised, why);
}

fn expect_at(took: Duration, promised: Duration, too_early: &str, too_late: &str) {
    assert_that(
        took >= promised,
        &format!("`shutdown` took {took:?}, promised is {promised:?}."),
        too_early,
    );
    assert_that(
        took <= promised + ms(1),
        &format!("`shutdown` took {took:?}, promised is {promised:?} (and 1 ms at most)."),
        too_late,
    );
}

/// Workers start at once, their receivers say false, and `shutdown` makes them say true.
/// Promises: 1, 2
/// Points: 2
async fn all_workers_are_asked() {
    let timeline = Timeline::start();
    let _hint = hang_hint(BLOCKED);
    let mut server: k::Server = k::Server::new();
    let asked = Arc::new(AtomicUsize::new(0));
    // `f` need be neither `Send` nor `'static`.
    let not_send = Rc::new(0);
    for way in 0..3 {
        let asked = asked.clone();
        server.spawn(|mut stop: Stop| {
            let _ = &not_send;
            let started_with = *stop.borrow();
            async move {
                if started_with {
                    asked.fetch_add(100, SeqCst);
                }
                match way {
                    0 => {
                        while !*stop.borrow() {
                            sleep(ms(10)).await;
                        }
                    }
                    1 => drop(stop.wait_for(|stop| *stop).await.expect("asked")),
                    _ => {
                        stop.changed().await.expect("asked");
                    }
                }
                asked.fetch_add(usize::from(*stop.borrow()), SeqCst);
            }
        });
    }
    spawn(&mut server, |stop| {
        until_asked(timeline.clone(), "worker", stop, 0)
    });
    sleep(ms(105)).await;
    let (steps, early) = (timeline.ticks("worker"), asked.load(SeqCst));
    assert_same(
        "how many workers had seen a request before the shutdown",
        early,
        0,
        "The channel starts with false: true means that the request has been made already.",
    );
    assert_that(
        steps > 0,
        "A worker had made no progress 105 ms after it was spawned.",
        "`spawn` starts the worker: give its future to the runtime at once.",
    );
    let (counts, took) = shutdown(server, ms(500), &timeline).await;
    assert_that(
        !timeline.was_cancelled("worker") || took >= ms(500),
        "A worker was aborted before it could stop, although the grace period was not over.",
        "First ask, then wait for the grace period, and abort only those who are still at work then: a worker that is aborted never sees what its receiver says.",
    );
    assert_same(
        "how many of three workers were asked",
        asked.load(SeqCst),
        3,
        NOT_ASKED,
    );
    expect_counts(
        counts,
        (4, 0, 0),
        "All four stopped when they were asked, within the grace period: that is clean.",
    );
}

/// `shutdown` returns when all workers have ended, and not before.
/// Promises: 3
/// Points: 2
async fn it_returns_when_all_have_ended() {
    let timeline = Timeline::start();
    let mut server = k::Server::new();
    for (name, more) in [("quick", 20), ("slow", 300), ("middle", 100)] {
        spawn(&mut server, |stop| {
            until_asked(timeline.clone(), name, stop, more)
        });
    }
    sleep(ms(10)).await;
    let (counts, took) = shutdown(server, ms(400), &timeline).await;
    // Each may look at its receiver up to 10 ms late.
    let last = ["quick", "slow", "middle"].map(|name| timeline.finished_at(name));
    assert_that(
        last.iter().all(Option::is_some),
        "A worker had not come to its own end, and the grace period was not over.",
        TOO_EARLY,
    );
    let last = last.into_iter().flatten().max().unwrap_or_default() - ms(10);
    expect_at(took, last, TOO_EARLY, TOO_LATE);
    expect_counts(
        counts,
        (3, 0, 0),
        "All three ended by themselves and in time: that is clean.",
    );
}

/// At the end of the grace period, one for all, whoever is still at work is aborted.
/// Promises: 4
/// Points: 2
async fn the_grace_period_is_one_for_all() {
    let timeline = Timeline::start();
    let mut server = k::Server::new();
    for name in ["stubborn-1", "stubborn-2", "stubborn-3"] {
        spawn(&mut server, |_stop| stubborn(timeline.clone(), name));
    }
    // Ends late, but in time; and stands behind those that never end.
    spawn(&mut server, |stop| {
        until_asked(timeline.clone(), "late", stop, 150)
    });
    sleep(ms(5)).await;
    let (counts, took) = shutdown(server, ms(200), &timeline).await;
    expect_at(took, ms(200), TOO_EARLY, ADDED_UP);
    assert_that(
        timeline.finished_at("late").is_some(),
        "A worker that needed less than the grace period did not come to its own end.",
        TOO_EARLY,
    );
    expect_counts(
        counts,
        (1, 0, 3),
        "Three never listened and had to be aborted, one ended in time. An abort is an `Err` of the join that is no panic; and the results come only after the abort.",
    );

    for (grace, aborted) in cases([
        ("with one worker, which never ends", (ms(200), 1)),
        ("with a grace period of an hour", (ms(HOUR), 1)),
        (
            "with a grace period of an hour that is not needed",
            (ms(HOUR), 0),
        ),
        ("with the greatest grace period", (Duration::MAX, 0)),
    ]) {
        let timeline = Timeline::start();
        let half = if grace == Duration::MAX {
            ms(HOUR)
        } else {
            grace / 2
        };
        let clean = usize::from(grace > ms(200));
        let server = workers(clean, 0, aborted, half).await;
        let (counts, took) = shutdown(server, grace, &timeline).await;
        expect_at(
            took,
            if aborted > 0 { grace } else { half },
            CUT_SHORT,
            TOO_LATE,
        );
        expect_counts(counts, (clean, 0, aborted), CUT_SHORT);
    }
}

/// From 1 ms after `shutdown` returned no worker makes progress.
/// Promises: 5
/// Points: 2
async fn nobody_runs_afterwards() {
    let timeline = Timeline::start();
    let mut server = k::Server::new();
    let names = ["a", "b", "c"];
    spawn(&mut server, |stop| {
        until_asked(timeline.clone(), names[0], stop, 5_000)
    });
    spawn(&mut server, |_stop| stubborn(timeline.clone(), names[1]));
    spawn(&mut server, |_stop| stubborn(timeline.clone(), names[2]));
    sleep(ms(45)).await;
    let worked = names.iter().all(|name| timeline.ticks(name) > 0);
    assert_that(
        worked,
        "A worker had made no progress 45 ms after it was spawned.",
        "`spawn` starts the worker: give its future to the runtime at once.",
    );
    let _ = shutdown(server, ms(100), &timeline).await;
    for (name, steps) in timeline.later_ticks(names, ms(1_000)).await {
        assert_that(
            steps == 0,
            &format!("Worker `{name}` went on after the shutdown: {steps} more steps."),
            "A task whose handle is dropped, or that is not waited for any more, goes on: call `abort`.",
        );
    }
}

/// Workers that panic are counted, and harm nobody else.
/// Promises: 6
/// Points: 2
async fn panics_are_counted() {
    let timeline = Timeline::start();
    let mut server = k::Server::new();
    spawn(&mut server, |_stop| async { panic!("at once") });
    spawn(&mut server, |stop| {
        until_asked(timeline.clone(), "first", stop, 100)
    });
    spawn(&mut server, |mut stop| async move {
        let _ = stop.wait_for(|stop| *stop).await;
        panic!("when asked");
    });
    spawn(&mut server, |stop| {
        until_asked(timeline.clone(), "second", stop, 200)
    });
    spawn(&mut server, |mut stop| async move {
        let _ = stop.wait_for(|stop| *stop).await;
        sleep(ms(50)).await;
        panic!("while stopping");
    });
    sleep(ms(25)).await;
    let (counts, _) = shutdown(server, ms(500), &timeline).await;
    for name in ["first", "second"] {
        assert_that(
            timeline.finished_at(name).is_some(),
            &format!("Worker `{name}` did not come to its own end after another one had panicked."),
            PANIC,
        );
    }
    expect_counts(counts, (2, 3, 0), PANIC);
}

// So many workers that end cleanly, `more` after they are asked, that panic when they are asked, and that never end.
async fn workers(clean: usize, panicked: usize, aborted: usize, more: Duration) -> k::Server {
    let mut server = k::Server::new();
    for number in 0..clean.max(panicked).max(aborted) {
        if number < aborted {
            spawn(&mut server, |_stop| pending());
        }
        if number < clean {
            spawn(&mut server, |mut stop| async move {
                let _ = stop.wait_for(|stop| *stop).await;
                sleep(more).await;
            });
        }
        if number < panicked {
            spawn(&mut server, |mut stop| async move {
                let _ = stop.wait_for(|stop| *stop).await;
                panic!("when asked");
            });
        }
    }
    sleep(ms(5)).await;
    server
}

/// All endings together are counted exactly, whatever their order.
/// Promises: 6
fn mixed_endings_are_counted() {
    paused(different_endings());
    for n in sizes("worker") {
        for (clean, panicked, aborted) in [(n, n, n), (n, 0, 0), (0, n, 0), (0, 0, n)] {
            let (counts, took) = paused(async {
                let server = workers(clean, panicked, aborted, ms(50)).await;
                shutdown(server, ms(200), &Timeline::start()).await
            });
            expect_counts(counts, (clean, panicked, aborted), EACH_ONCE);
            let promised = match (clean, aborted) {
                (_, 1..) => ms(200),
                (1.., _) => ms(50),
                _ => ms(0),
            };
            expect_at(took, promised, TOO_EARLY, TOO_LATE);
        }
    }
    for runtime in runtimes() {
        let (in_time, late) = runtime.block_on(async {
            let timeline = Timeline::start();
            let server = workers(3, 3, 0, ms(0)).await;
            let (in_time, _) = shutdown(server, PATIENCE, &timeline).await;
            let server = workers(0, 0, 3, ms(0)).await;
            let (late, _) = shutdown(server, ms(5), &timeline).await;
            (in_time, late)
        });
        expect_counts(in_time, (3, 3, 0), EACH_ONCE);
        expect_counts(late, (0, 0, 3), EACH_ONCE);
    }
}

async fn different_endings() {
    let timeline = Timeline::start();
    let mut server = k::Server::new();
    spawn(&mut server, |_stop| {
        stubborn(timeline.clone(), "stubborn-1")
    });
    spawn(&mut server, |_stop| async {});
    spawn(&mut server, |stop| {
        until_asked(timeline.clone(), "clean-1", stop, 50)
    });
    spawn(&mut server, |_stop| async { panic!("at once") });
    // Two have ended when the others come.
    sleep(ms(5)).await;
    spawn(&mut server, |_stop| pending());
    spawn(&mut server, |stop| {
        until_asked(timeline.clone(), "clean-2", stop, 0)
    });
    spawn(&mut server, |_stop| async {
        sleep(ms(80)).await;
        panic!("during the grace period");
    });
    sleep(ms(40)).await;
    let (counts, took) = shutdown(server, ms(150), &timeline).await;
    expect_counts(
        counts,
        (3, 2, 2),
        "Look at how each worker really ended: `Ok` is clean, an `Err` is a panic or an abort, and `is_panic` tells which. Each is counted once, also those that ended before the shutdown, or before another one was spawned.",
    );
    expect_at(took, ms(150), TOO_EARLY, ADDED_UP);
}

/// A server without workers, or whose workers have all gone, is shut down at once.
/// Promises: 7
async fn nobody_there_is_fine() {
    let timeline = Timeline::start();
    let (counts, took) = shutdown(k::Server::new(), ms(100), &timeline).await;
    expect_counts(counts, (0, 0, 0), NOBODY);
    expect_at(took, ms(0), TOO_EARLY, TOO_LATE);

    let mut server = k::Server::new();
    spawn(&mut server, |_stop| async {});
    spawn(&mut server, |_stop| async { panic!("long before") });
    spawn(&mut server, |_stop| sleep(ms(20)));
    sleep(ms(100)).await;
    let (counts, took) = shutdown(server, ms(100), &timeline).await;
    expect_counts(counts, (2, 1, 0), EVERYBODY);
    expect_at(took, ms(0), TOO_EARLY, TOO_LATE);

    // Still at work, but without its receiver.
    let mut server = k::Server::new();
    spawn(&mut server, |_| timeline.work("deaf", ms(150), ()));
    sleep(ms(105)).await;
    let (counts, took) = shutdown(server, ms(200), &timeline).await;
    expect_counts(counts, (1, 0, 0), NOBODY);
    expect_at(took, ms(45), TOO_EARLY, TOO_LATE);
}
