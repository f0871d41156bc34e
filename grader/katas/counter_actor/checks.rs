//! Hidden checks of `counter_actor`.
//!
//! No check sleeps: they await replies, and the task's end. Callers that wait at the same time are
//! polled together, because one that is not polled keeps its place in the queue for ever. One check
//! needs two threads, and so the real clock.

use anyhow::Result;
use counter_actor as k;
use futures::{FutureExt as _, future::join, poll};
use kata_kit::{
    assert_same, assert_that, assert_within, call, cases, drop_points, dropped_after, hang_hint,
    join_all, linger, ms, real_with_workers, runtimes, sizes_from, sorted, texts,
};
use std::{
    collections::HashMap,
    future::Future,
    pin::pin,
    task::Poll,
    thread,
    time::{Duration, Instant},
};
use tokio::{
    task::{JoinError, JoinHandle, unconstrained, yield_now},
    time::advance,
};

type Map = HashMap<String, i64>;

const NO_REPLY: &str = "No reply came. Every command needs its own way back, and the task must go on receiving after each of them.";
const BLOCKED: &str = "Something blocks the thread, so that neither the task nor its callers can go on: a `std` channel or a `blocking_…` method does that. Use the ones of tokio, and await them.";
const FULL: &str = "While the task runs, every call gets its answer. That the queue is full is no error but a reason to wait: `send` waits, `try_send` does not. And the task goes on until it is told to stop.";
const TOTALS: &str = "`add` gives the new value. Only the task may read and write a counter, both within one command: between two commands, others come in.";
const STAYS: &str = "The task never ended. `recv` gives `None` only when every sender is gone: does the task itself, or something else that lives on, keep one?";
const STOPS: &str = "The task never ended. Other handles live on after `stop`, so dropping one of them says nothing to the task: it must be told, and must then leave its loop.";
const NO_MAP: &str =
    "The task must come to its own end and return the map: an abort, or a panic, loses it.";
const GAVE_UP: &str = "A caller that gives up drops its half of the reply's channel, and the task's `send` then gives an error. That is no reason to panic or to end.";
const LEFT_WAITING: &str = "A caller waits for a reply that nobody will ever send. When the task ends, commands still queued must be answered, or dropped together with their reply's sender.";
const SLIPPED_IN: &str = "A caller waits for a reply that nobody will ever send. With two threads, a command can come into the channel at the very moment at which the task drops its receiver: then it is neither answered nor dropped. Let nobody in any more (`close`), and then empty the channel (`recv`, until there is `None`).";
const KEYS: &str = "A key is a text and is taken as it is: each key has a counter of its own, whatever letters, spaces or lines it has.";
const AMOUNTS: &str =
    "An amount may be any `i64`: 0 and numbers below it too, and a counter may come back to 0.";
const OTHERS: &str =
    "Each `spawn` starts a task and a map of its own: nothing is shared with others.";
const COUNTED: &str = "An `Ok` says that the amount is in the map. For a command that is not carried out, give an error.";
const PANICKED: &str = "A channel gives an error when its other side is gone, and the caller is to hear of that: pass the error on, with `?`, instead of unwrapping it.";
const ENDED: &str = "Once the task has ended nobody can answer: pass the channel's error on, do not make up a value.";

fn start(capacity: usize) -> (k::Handle, JoinHandle<Map>) {
    k::spawn(capacity)
}

async fn in_time<F: Future>(why: &str, future: F) -> F::Output {
    let _hint = hang_hint(BLOCKED);
    call("Your code", future)
        .within(ms(10_000), why)
        .explain_if(|panic| Some(why_panicked(panic, PANICKED)))
        .await
}

fn why_panicked<'a>(text: &str, why: &'a str) -> &'a str {
    if text.contains("block the current thread") {
        BLOCKED
    } else {
        why
    }
}

// When a call fails because the task has panicked, that is what to tell.
async fn expect_no_panic(task: JoinHandle<Map>) {
    if task.is_finished()
        && let Err(error) = task.await
    {
        let text = error.to_string();
        panic!(
            "A call failed, because {text}\n{}",
            why_panicked(&text, NO_MAP)
        );
    }
}

fn text<T>(result: Result<T>) -> Result<T, String> {
    result.map_err(|error| format!("{error:#}"))
}

fn reply<T>(call: &str, result: Result<T>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{call} gave an error: {error:#}.\n{FULL}"),
    }
}

fn map(pairs: &[(&str, i64)]) -> Map {
    let pair = |(key, value): &(&str, i64)| (key.to_string(), *value);
    pairs.iter().map(pair).collect()
}

fn expect_map(ended: Result<Map, JoinError>, promised: &[(&str, i64)]) {
    const ALL: &str =
        "Each counter that something was added to is in the map with its value, and no other.";
    expect_map_because(ended, map(promised), ALL);
}

fn expect_map_because(ended: Result<Map, JoinError>, promised: Map, why: &str) {
    match ended {
        Ok(counters) => assert_same("the map", counters, promised, why),
        Err(error) => panic!("The task did not give the map: {error}.\n{NO_MAP}"),
    }
}

/// With a hundred callers at the same time, every `add` gives the counter's new value.
/// Promises: 1
/// Points: 3
async fn a_hundred_callers_get_the_right_replies() {
    for n in sizes_from(1, "caller") {
        for capacity in capacities() {
            callers_get_the_right_replies(n, capacity).await;
        }
    }
    // A runtime cannot be started where another one runs.
    let other_runtimes = thread::spawn(|| {
        for runtime in runtimes() {
            runtime.block_on(callers_get_the_right_replies(100, 8));
        }
    });
    if let Err(panic) = other_runtimes.join() {
        std::panic::resume_unwind(panic);
    }
}

async fn callers_get_the_right_replies(n: usize, capacity: usize) {
    let (handle, task) = start(capacity);
    let callers = (0..n).map(|number| {
        let handle = handle.clone();
        async move {
            let key = if number % 2 == 0 { "even" } else { "odd" };
            let total: Result<i64> = handle.add(key, 1).await;
            text(total)
        }
    });
    let replies = in_time(NO_REPLY, join_all(callers)).await;
    expect_each_total_once(task, n, replies).await;
}

fn capacities() -> impl Iterator<Item = usize> {
    cases([
        ("with a capacity of 1", 1),
        ("with a capacity of 8", 8),
        ("with a capacity of 1000", 1_000),
    ])
}

async fn expect_each_total_once(
    task: JoinHandle<Map>,
    n: usize,
    replies: Vec<Result<i64, String>>,
) {
    let mut errors = replies.iter().filter_map(|reply| reply.clone().err());
    if let Some(error) = errors.next() {
        let failed = 1 + errors.count();
        expect_no_panic(task).await;
        panic!("{failed} of {n} calls got an error, the first one \"{error}\".\n{FULL}");
    }
    for (wanted, first) in [("even", 0), ("odd", 1)] {
        let of_key = replies.iter().skip(first).step_by(2);
        let totals = of_key.filter_map(|reply| reply.clone().ok());
        let mut totals: Vec<i64> = sorted(totals.collect());
        let (least, most) = (totals.first().copied(), totals.last().copied());
        let callers = totals.len();
        let right = totals == Vec::from_iter(1..=callers as i64);
        totals.dedup();
        let observed = format!(
            "{callers} added 1 to `{wanted}`. The replies should be 1 to {callers}, each once; there were {} different ones, from {} to {}.",
            totals.len(),
            least.unwrap_or_default(),
            most.unwrap_or_default(),
        );
        let why = if totals.len() == callers && least > Some(1) {
            OTHERS
        } else {
            TOTALS
        };
        assert_that(right, &observed, why);
    }
}

/// `get` gives a counter's value, and `None` if nothing was ever added to the key.
/// Promises: 1
async fn get_gives_the_value_or_none() {
    const NONE: &str =
        "Asking for a counter does not make one: `None` says that nothing was ever added.";
    for _ in cases([("with two actors at the same time", ())]) {
        let ((one, task), (other, other_task)) = (start(4), start(4));
        let added = in_time(NO_REPLY, one.add("a", 1)).await;
        assert_same("`add` of 1 to the first", reply("`add`", added), 1, OTHERS);
        let got = in_time(OTHERS, other.get("a")).await;
        // Whether there is `None` or a 0 is looked at below.
        let got = reply("`get`", got).unwrap_or(0);
        assert_same("`get` from the second", got, 0, OTHERS);
        in_time("`stop` never returned.", one.stop()).await.ok();
        expect_map(in_time(STOPS, task).await, &[("a", 1)]);
        let added = in_time(OTHERS, other.add("a", 5)).await;
        assert_same("`add` of 5 to the second", text(added), Ok(5), OTHERS);
        drop(other);
        expect_map(in_time(STAYS, other_task).await, &[("a", 5)]);
    }

    let (handle, task) = start(4);
    let none: Result<Option<i64>> = in_time(NO_REPLY, handle.get("a")).await;
    assert_same(
        "`get` before the first `add`",
        reply("`get`", none),
        None,
        NONE,
    );
    for (n, total) in [(5, 5), (-8, -3)] {
        let added: Result<i64> = in_time(NO_REPLY, handle.add("a", n)).await;
        assert_same(
            &format!("`add` of {n}"),
            reply("`add`", added),
            total,
            TOTALS,
        );
    }
    let got = in_time(NO_REPLY, handle.clone().get("a")).await;
    assert_same(
        "`get` after adding 5 and -8",
        reply("`get`", got),
        Some(-3),
        "A handle's clone asks the same task, and what was added once is there for all.",
    );
    let other = in_time(NO_REPLY, handle.get("b")).await;
    assert_same("`get` of another key", reply("`get`", other), None, NONE);
    drop(handle);
    expect_map(in_time(STAYS, task).await, &[("a", -3)]);

    for amounts in cases([
        ("with an amount of 0", vec![0]),
        ("with a counter that comes back to 0", vec![5, -5]),
        ("with the greatest amount", vec![i64::MAX]),
        ("with the least amount", vec![i64::MIN]),
        (
            "with the greatest and the least amount",
            vec![i64::MAX, i64::MIN, i64::MAX],
        ),
        (
            "with amounts above what 32 bits take",
            vec![1 << 40, -(1 << 41)],
        ),
    ]) {
        let (handle, task) = start(4);
        let mut sum = 0;
        for n in amounts {
            sum += n;
            let added = in_time(NO_REPLY, handle.add("a", n)).await;
            assert_same(
                &format!("`add` of {n}"),
                reply("`add`", added),
                sum,
                AMOUNTS,
            );
            let got = in_time(NO_REPLY, handle.get("a")).await;
            assert_same("`get` after that", reply("`get`", got), Some(sum), AMOUNTS);
        }
        drop(handle);
        let ended = in_time(STAYS, task).await;
        expect_map_because(ended, map(&[("a", sum)]), AMOUNTS);
    }

    let (handle, task) = start(4);
    let mut counters = Map::new();
    for key in texts().chain(cases([
        ("with a key in small letters", "a key"),
        ("with a key in capital letters", "A KEY"),
        ("with a key with a space at its end", "a key "),
        ("with a key that begins like another", "a"),
        ("with a key that is the first line of another", "one"),
        ("with a key that is the first word of another", "two"),
        ("with a key that is a page of another", "page"),
    ])) {
        let n = counters.len() as i64 + 1;
        let got = in_time(NO_REPLY, handle.get(key)).await;
        let what = format!("`get` of {key:?} before its first `add`");
        assert_same(&what, reply("`get`", got), None, KEYS);
        let added = in_time(NO_REPLY, handle.add(key, n)).await;
        assert_same(
            &format!("`add` of {n} to {key:?}"),
            reply("`add`", added),
            n,
            KEYS,
        );
        let got = in_time(NO_REPLY, handle.get(key)).await;
        assert_same(
            &format!("`get` of {key:?}"),
            reply("`get`", got),
            Some(n),
            KEYS,
        );
        counters.insert(key.to_string(), n);
    }
    drop(handle);
    expect_map_because(in_time(STAYS, task).await, counters, KEYS);

    for n in sizes_from(1, "key") {
        let (handle, task) = start(4);
        let add = async |number: usize| {
            let added = handle.add(&format!("key-{number}"), number as i64).await;
            reply("`add`", added)
        };
        let totals = in_time(NO_REPLY, join_all((0..n).map(add))).await;
        assert_same("the totals", totals, Vec::from_iter(0..n as i64), KEYS);
        drop(handle);
        let all = (0..n).map(|number| (format!("key-{number}"), number as i64));
        expect_map_because(in_time(STAYS, task).await, all.collect(), KEYS);
    }
}

/// When all handles are gone the task ends and gives the map; while one is left it goes on.
/// Promises: 2
/// Points: 2
async fn the_task_ends_when_all_handles_are_gone() {
    let (handle, task) = start(2);
    let other = handle.clone();
    in_time(NO_REPLY, handle.add("a", 1)).await.ok();
    drop(handle);
    let added = in_time(NO_REPLY, other.add("b", 2)).await;
    assert_same(
        "`add` by the handle that is left",
        text(added),
        Ok(2),
        "The task goes on until the last handle is gone, not the first one.",
    );
    // A sleep would never end where the task runs on the blocking pool: the clock stands still then.
    advance(Duration::from_secs(400 * 24 * 60 * 60)).await;
    for _ in 0..5 {
        yield_now().await;
    }
    let added = in_time(NO_REPLY, other.add("b", 1)).await;
    assert_same(
        "`add` after a year without any call",
        text(added),
        Ok(3),
        "As long as a handle is left somebody may call: the task waits for that without any limit of time.",
    );
    drop(other);
    expect_map(in_time(STAYS, task).await, &[("a", 1), ("b", 3)]);
}

/// After `stop` the task ends and gives the map, also if other handles are left.
/// Promises: 3
/// Points: 2
async fn the_task_ends_after_stop() {
    let (handle, task) = start(2);
    let other = handle.clone();
    in_time(NO_REPLY, handle.add("a", 1)).await.ok();
    in_time(NO_REPLY, handle.add("b", 2)).await.ok();
    let stopped: Result<()> = in_time("`stop` never returned.", handle.stop()).await;
    assert_same(
        "`stop`",
        text(stopped),
        Ok(()),
        "The task was running and could be told to end: that is a success.",
    );
    expect_map(in_time(STOPS, task).await, &[("a", 1), ("b", 2)]);
    drop(other);
}

/// A caller that gives up, at any point, does not harm the others.
/// Promises: 4
/// Points: 2
async fn a_caller_that_gives_up_harms_nobody() {
    dropped_at_every_point().await;
    for capacity in [1, 4] {
        let (handle, task) = start(capacity);
        for _ in 0..3 {
            // Each is polled once. Some have sent their command then, the others wait for room.
            // The ones that ask go alone: behind many that add, none of them would be heard.
            let _ = join_all((0..5).map(|_| handle.add("a", 1).map(drop))).now_or_never();
            heard_after(&handle, "`add`").await;
            let _ = join_all((0..5).map(|_| handle.get("a").map(drop))).now_or_never();
            heard_after(&handle, "`get`").await;
        }
        let total = in_time(GAVE_UP, handle.add("b", 10)).await;
        assert_same("`add`, after others gave up", text(total), Ok(16), TOTALS);
        drop(handle);
        let counters = match in_time(STAYS, task).await {
            Ok(counters) => counters,
            Err(error) => panic!("The task did not give the map: {error}.\n{GAVE_UP}"),
        };
        assert_same("`b` in the map", counters.get("b"), Some(&16), GAVE_UP);
        let a = counters.get("a").copied().unwrap_or(0);
        let observed = format!("Fifteen calls that added 1 and gave up were counted as {a}.");
        assert_that(
            (0..=15).contains(&a),
            &observed,
            "A call that gave up counts once or not at all.",
        );
    }
}

async fn dropped_at_every_point() {
    for capacity in cases([("with a capacity of 1", 1), ("with a capacity of 4", 4)]) {
        let (handle, _task) = start(capacity);
        for polls in drop_points() {
            let added = dropped_after(polls, handle.add("a", 1)).await;
            heard_after(&handle, "`add`").await;
            let got = dropped_after(polls, handle.get("a")).await;
            heard_after(&handle, "`get`").await;
            if added.is_some() && got.is_some() {
                break;
            }
        }
    }
}

async fn heard_after(handle: &k::Handle, call: &str) {
    let both = async {
        let (added, got) = join(handle.add("b", 1), handle.get("a")).await;
        added.and(got)
    };
    if let Err(error) = in_time(GAVE_UP, both).await {
        panic!("After callers of {call} gave up, a call got an error: {error:#}.\n{GAVE_UP}");
    }
}

/// Calls made before or together with `stop` get an answer or an error; an `Ok` means counted.
/// Promises: 5, 6
async fn stop_leaves_nobody_waiting() {
    for capacity in [1, 3, 64] {
        let (handle, task) = start(capacity);
        // Every caller adds a bit of its own, so that the sum tells who was counted.
        let add = async |number: u32| text(handle.add("bits", 1 << number).await);
        let before = join_all((0..20).map(&add));
        let after = join_all((20..40).map(&add));
        let all = async {
            let (before, (_stopped, after)) =
                join(before, join(handle.clone().stop(), after)).await;
            [before, after].concat()
        };
        let replies = in_time(LEFT_WAITING, all).await;
        let ended = in_time(STOPS, task).await;
        let Ok(counters) = ended else {
            panic!("The task did not give the map: {ended:?}.\n{NO_MAP}");
        };
        let counted = counters.get("bits").copied().unwrap_or(0);
        for (number, reply) in replies.into_iter().enumerate() {
            let Ok(total) = reply else { continue };
            let bit = 1 << number;
            assert_that(
                counted & bit != 0,
                &format!("Beside a `stop`, `add` gave Ok, but {bit} is not in the sum {counted}."),
                COUNTED,
            );
            assert_that(
                total & bit != 0 && total & !counted == 0,
                &format!("Beside a `stop`, `add` of {bit} gave {total}; the sum was {counted}."),
                TOTALS,
            );
        }
    }
}

/// Callers and task run on two threads, and still `stop` leaves nobody waiting.
/// Promises: 5, 6
fn stop_leaves_nobody_waiting_on_two_threads() {
    let _hint = hang_hint(BLOCKED);
    // The moment that matters is short: meet it often, and never in quite the same way. Where the system
    // puts two threads decides how closely they can meet, so the other one is often new.
    let start = Instant::now();
    while start.elapsed() < ms(2_500) {
        real_with_workers(1, async {
            let start = Instant::now();
            for round in 0.. {
                unconstrained(call_while_it_ends(round)).await;
                if start.elapsed() > ms(60) {
                    break;
                }
            }
        });
    }
}

// The callers are all in this thread, the task is in the other one. Each call is polled once, until
// one finds that the task is gone; then all that are not answered yet are awaited.
async fn call_while_it_ends(round: usize) {
    let (handle, task) = start(256);
    let mut unanswered = Vec::new();
    let mut highest = 0;
    let mut stop = pin!(handle.clone().stop());
    let mut stopped = None;
    let before = round % 40;
    for number in 0..before + 200 {
        if number == before
            && let Poll::Ready(result) = poll!(&mut stop)
        {
            stopped = Some(result);
        }
        let mut add = Box::pin(handle.add("a", 1));
        match poll!(&mut add) {
            Poll::Pending => unanswered.push(add),
            Poll::Ready(Ok(total)) => highest = highest.max(total),
            Poll::Ready(Err(_)) if number >= before => break,
            Poll::Ready(Err(error)) => panic!("`add` gave an error: {error:#}.\n{FULL}"),
        }
        linger(round % 8 * 16);
    }
    let answers = join_all(unanswered.into_iter().map(|add| add.map(text)));
    let answers = assert_within(ms(3_000), SLIPPED_IN, answers).await;
    if stopped.is_none() {
        assert_within(ms(3_000), "`stop` never returned.", stop)
            .await
            .ok();
    }
    let Ok(counters) = assert_within(ms(3_000), STOPS, task).await else {
        panic!("The task did not give the map.\n{NO_MAP}");
    };
    let answers = answers.into_iter().filter_map(Result::ok);
    let highest = answers.fold(highest, i64::max);
    let counted = counters.get("a").copied().unwrap_or(0);
    assert_that(
        highest <= counted,
        &format!("Beside a `stop`, `add` gave Ok with {highest}; the sum in the map is {counted}."),
        COUNTED,
    );
}

/// Once the task has ended, `add` and `get` give an error.
/// Promises: 7
async fn calls_fail_once_the_task_has_ended() {
    let (handle, task) = start(4);
    in_time("`stop` never returned.", handle.clone().stop())
        .await
        .ok();
    in_time(STOPS, task).await.ok();
    let added = text(in_time(LEFT_WAITING, handle.add("a", 1)).await);
    assert_that(
        added.is_err(),
        &format!("After the end, `add` gave {added:?}."),
        ENDED,
    );
    let got = text(in_time(LEFT_WAITING, handle.get("a")).await);
    assert_that(
        got.is_err(),
        &format!("After the end, `get` gave {got:?}."),
        ENDED,
    );
}
