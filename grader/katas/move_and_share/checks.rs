//! Hidden checks of `move_and_share`.

use kata_kit::{
    Background, Rendezvous, assert_same, assert_that, cases, caught_call, hang_hint, ms, sizes,
    sizes_from, texts,
};
use move_and_share as k;
use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread::{self, JoinHandle},
    time::Duration,
};

type Log = Arc<Mutex<Vec<String>>>;

const NOT_THE_CALLER: &str = "The line is to be logged from another thread: lock and `push` inside the closure that you give to `thread::spawn`. Then the caller need not wait for a lock that somebody else has.";
const TOO_EARLY: &str = "Whoever joins the handle may rely on the line: do the logging in the thread whose handle you return, and wait for the lock there.";
const LOCK_KEPT: &str = "Something is waited for that never comes. A thread that asks for a lock which it has already, or that joins a thread which needs that lock, waits for ever: drop the guard first.";
const NO_END: &str = "Something is waited for that never comes. A channel's receiver ends only when every `Sender` is gone, the one you cloned from included; and a thread that waits for a lock its owner never gives back waits for ever.";
const IN_TURN: &str = "They ran one after the other. Start all threads before you join the first: a loop, or a chain of lazy iterators, that spawns and joins in one turn does not. Nor may a lock be held while `f` runs. And `f` is called inside the closure that the thread runs, not before.";
const EVERY_ITEM: &str = "There is a result for every item: start a thread for each, the first and the last included, and join them all.";
const ONCE: &str = "`f` is called once for every item, also if items are equal.";
const LIMITED: &str =
    "Every item gets a thread, however many there are and however few cores the machine has.";

// No `Clone`, no `Copy`, no `Default`.
struct Item {
    name: String,
    number: usize,
}

fn item(number: usize) -> Item {
    Item {
        name: format!("item {number}"),
        number,
    }
}

// The log's lock, kept by another thread.
struct Held {
    // Set when it is about to be given back.
    is_free: Arc<AtomicBool>,
    thread: Background<bool>,
    go_on: mpsc::Sender<()>,
}

// Keeps the lock until `pause` after `give_back`, or for so long that somebody must be waiting for it in vain.
fn hold(log: &Log, pause: Duration) -> Held {
    let is_free = Arc::new(AtomicBool::new(false));
    let (is_locked, wait_for_lock) = mpsc::channel();
    let (go_on, told) = mpsc::channel();
    let (log, flag) = (log.clone(), is_free.clone());
    let thread = Background::spawn(move || {
        let guard = log.lock();
        let _ = is_locked.send(());
        let in_vain = told.recv_timeout(ms(3000)).is_err();
        thread::sleep(pause);
        flag.store(true, SeqCst);
        drop(guard);
        in_vain
    });
    let _ = wait_for_lock.recv();
    Held {
        is_free,
        thread,
        go_on,
    }
}

impl Held {
    // The caller has its handles: the lock is given back in a moment.
    fn give_back(&self) {
        let _ = self.go_on.send(());
    }

    fn expect_given_back(self) {
        let in_vain = self.thread.wait().unwrap_or_default();
        assert_that(
            !in_vain,
            "While somebody else had the lock of the log, `log_in_thread` did not return.",
            NOT_THE_CALLER,
        );
    }
}

fn log_of(lines: &[&str]) -> Log {
    Arc::new(Mutex::new(lines.iter().map(ToString::to_string).collect()))
}

fn lines_of(log: &Log) -> Vec<String> {
    let lines: MutexGuard<'_, Vec<String>> = log.lock().unwrap_or_else(PoisonError::into_inner);
    lines.clone()
}

// Logs a text that is gone before the thread is joined.
fn logged(msg: &str, log: &Log) -> usize {
    let _hint = hang_hint(LOCK_KEPT);
    let text = String::from(msg);
    let handle: JoinHandle<usize> = k::log_in_thread(&text, log);
    assert_same(
        "the caller's text",
        text.as_str(),
        msg,
        "The caller keeps its text as it was.",
    );
    drop(text);
    length_of(handle)
}

fn length_of(handle: JoinHandle<usize>) -> usize {
    handle.join().unwrap_or_else(|_| {
        panic!(
            "The thread that logs panicked.\nIts value is the message's length: there is nothing in its work that must fail. To wait for a lock, use `lock`."
        )
    })
}

/// Once the handle has been joined, the message is a line of the caller's log.
/// Promises: 1, 2
/// Points: 2
fn the_message_is_in_the_log_after_the_join() {
    const COPIED: &str = "The thread wrote into a log of its own. `Arc::clone` gives another pointer to the same log; a clone of the `Vec`, or a new `Mutex`, is another log.";
    // The log is in use for a while, so nobody can have written when the handle is joined too early.
    let _hint = hang_hint(LOCK_KEPT);
    let log = log_of(&[]);
    let held = hold(&log, ms(100));
    let handle: JoinHandle<usize> = k::log_in_thread("the first line", &log);
    held.give_back();
    length_of(handle);
    assert_that(
        held.is_free.load(SeqCst),
        "The handle was joined while somebody else still had the lock, so the line cannot be in the log.",
        TOO_EARLY,
    );
    expect_line(&log, "the first line", COPIED);
    held.expect_given_back();

    logged("a second line", &log);
    expect_line(&log, "a second line", COPIED);
    const EVERY_MESSAGE: &str = "Every message becomes one line, just as it was given: also an empty one, and one that has line breaks in it.";
    for text in texts() {
        // The log is in use, so a message may not be logged by the caller because there is little in it.
        let log = log_of(&[]);
        let held = hold(&log, ms(0));
        let handle: JoinHandle<usize> = k::log_in_thread(text, &log);
        held.give_back();
        length_of(handle);
        held.expect_given_back();
        expect_line(&log, text, EVERY_MESSAGE);
    }
    for _ in cases([("with the same message twice", ())]) {
        let log = log_of(&[]);
        logged("again", &log);
        logged("again", &log);
        assert_same(
            "the log",
            lines_of(&log),
            vec!["again".to_string(); 2],
            "Every message is a line of its own, also if it says what another one has said.",
        );
    }
}

fn expect_line(log: &Log, line: &str, missing: &str) {
    const CHANGED: &str = "The message is one line by itself, just as it was given: nothing is added, trimmed or split.";
    let lines = lines_of(log);
    // What is left of it has its first word, at least.
    let first_word = line.split_whitespace().next().unwrap_or(line);
    let inside = lines.iter().any(|other| other.contains(first_word));
    assert_that(
        lines.iter().any(|other| other == line),
        &format!("{line:?} was logged, and the caller's log is {lines:?}."),
        if inside { CHANGED } else { missing },
    );
}

/// The value of the handle is the length of the message in bytes.
/// Promises: 1, 3
fn the_handles_value_is_the_length_in_bytes() {
    const WHY: &str = "The handle gives what the thread's closure returns: the length of the message in bytes, which is what `len()` says. `chars().count()` counts characters, and a line number is another thing.";
    let log = log_of(&["a line", "another line"]);
    assert_same("the value for \"hello\"", logged("hello", &log), 5, WHY);
    assert_same(
        "the value for \"größer\", where ö and ß take two bytes each",
        logged("größer", &log),
        8,
        WHY,
    );
    for text in texts() {
        assert_same("the value", logged(text, &log), text.len(), WHY);
    }
    for length in cases([("with a message of 70,000 bytes", 70_000)]) {
        assert_same("the value", logged(&"x".repeat(length), &log), length, WHY);
    }
}

/// The lines that were in the log before are still there.
/// Promises: 4
fn earlier_lines_stay() {
    const LOST: &str = "Add to what is there: `push` through the lock. Another `Vec` in its place, or writing back a copy that was made earlier, throws lines away.";
    for lines in sizes("earlier line") {
        let earlier: Vec<String> = (0..lines).map(|number| format!("line {number}")).collect();
        // Earlier lines may be equal, too.
        let earlier = [earlier.clone(), earlier].concat();
        let log = Arc::new(Mutex::new(earlier.clone()));
        logged("three", &log);
        let mut kept = lines_of(&log);
        kept.retain(|line| line != "three");
        assert_same("the lines that were there before", kept, earlier, LOST);
    }
    let log = log_of(&["one", "two"]);
    logged("three", &log);
    let lines = lines_of(&log);
    let kept: Vec<&str> = lines
        .iter()
        .map(String::as_str)
        .filter(|line| !line.contains("three"))
        .collect();
    assert_same(
        "the lines that were there before",
        kept,
        vec!["one", "two"],
        LOST,
    );

    let _hint = hang_hint(LOCK_KEPT);
    // Whoever copies and writes back may be lucky once, but not again and again.
    for _ in 0..12 {
        let log = log_of(&["one", "two"]);
        // All of them wait for the lock, so that those who do not keep it get in each other's way.
        let held = hold(&log, ms(100));
        let name = |number| format!("line {number:02}");
        let handles: Vec<JoinHandle<usize>> = (0..32)
            .map(|number| k::log_in_thread(&name(number), &log))
            .collect();
        held.give_back();
        for handle in handles {
            length_of(handle);
        }
        let early = !held.is_free.load(SeqCst);
        held.expect_given_back();
        let lines = lines_of(&log);
        let is_there = |number: &u64| lines.iter().any(|line| line.contains(&name(*number)));
        assert_same(
            "how many of 32 lines, logged by 32 threads, are in the log",
            (0..32).filter(is_there).count(),
            32,
            if early { TOO_EARLY } else { LOST },
        );
        assert_same(
            "how many lines the log has with the two from before",
            lines.len(),
            34,
            "Every message is one line, logged once.",
        );
    }
}

// `map_scoped` with numbers. It is compiled for every type of function.
fn map_numbers(numbers: &[usize], f: &(dyn Fn(&usize) -> usize + Sync)) -> Vec<usize> {
    k::map_scoped(numbers, f)
}

/// `map_scoped` has a thread for every item, all alive at the same time.
/// Promises: 5
/// Points: 2
fn every_item_has_a_thread_at_the_same_time() {
    let _hint = hang_hint(NO_END);
    for n in sizes_from(1, "item") {
        let rendezvous = Rendezvous::of(n);
        let items: Vec<usize> = (0..n).collect();
        let met = map_numbers(&items, &|_| rendezvous.arrive().into());
        assert_same("how many results came", met.len(), n, EVERY_ITEM);
        let came = rendezvous.arrived();
        let observed = format!("Of {n} threads only {came} were alive at the same time.");
        assert_that(came <= n, &format!("`f` was called {came} times."), ONCE);
        let why = if came <= 1 { IN_TURN } else { LIMITED };
        assert_that(came == n && !met.contains(&0), &observed, why);
    }
    for _ in cases([("with a second call while the first is in progress", ())]) {
        let rendezvous = Rendezvous::of(4);
        let inside = rendezvous.clone();
        let other = Background::spawn(move || map_numbers(&[1, 2], &|_| inside.arrive().into()));
        let mut met = map_numbers(&[1, 2], &|_| rendezvous.arrive().into());
        met.extend(other.wait().unwrap_or_default());
        assert_that(
            met == [1; 4],
            "Two calls with two items each were not in progress at the same time.",
            "A call waited for another one. A lock or a place that all calls share, such as a `static`, is in the way.",
        );
    }
}

// Lets threads end in the reverse order of their numbers: each waits for the one behind it.
struct Backwards(Mutex<usize>, Condvar);

impl Backwards {
    fn of(n: usize) -> Self {
        Self(Mutex::new(n), Condvar::new())
    }

    // In a wrong answer not all may be running: then nobody waits for ever.
    fn wait_for_those_behind(&self, number: usize) {
        let left = self.0.lock().unwrap();
        let waiting = self
            .1
            .wait_timeout_while(left, ms(500), |left| *left > number + 1);
        let (mut left, _) = waiting.unwrap();
        *left = number;
        self.1.notify_all();
    }
}

/// `map_scoped` gives the results in the order of the items, and the results may borrow from them.
/// Promises: 6, 7
/// Points: 2
fn results_come_in_order_and_may_borrow() {
    const BY_PLACE: &str = "Results belong to the place of the item in the list, not to the order in which the threads ended, and not to their text.";
    const NOTHING: &str = "Without items there is nothing to do, and nothing to wait for.";
    let _hint = hang_hint(NO_END);
    for n in sizes("item") {
        let items: Vec<Item> = (0..n).map(item).collect();
        let (calls, backwards) = (AtomicUsize::new(0), Backwards::of(n));
        let call = || -> Vec<&str> {
            k::map_scoped(&items, |item: &Item| -> &str {
                backwards.wait_for_those_behind(item.number);
                calls.fetch_add(1, SeqCst);
                &item.name
            })
        };
        let why = if n == 0 { NOTHING } else { EVERY_ITEM };
        let names = caught_call(call);
        let names = names.unwrap_or_else(|panic| panic.explain("`map_scoped`", why));
        let why = if names.len() == n {
            BY_PLACE
        } else {
            EVERY_ITEM
        };
        let promised: Vec<&str> = items.iter().map(|item| &*item.name).collect();
        assert_same("the names of the items", names, promised, why);
        assert_same("how often f was called", calls.load(SeqCst), n, ONCE);
    }
    // They are not only equal, but have no place in memory of their own.
    for items in cases([("with equal items that take no memory", [(); 11])]) {
        let calls = AtomicUsize::new(0);
        let results = k::map_scoped(&items, |&()| {
            calls.fetch_add(1, SeqCst);
            7_usize
        });
        assert_same(
            "the results, of which each is 7",
            results,
            vec![7; 11],
            ONCE,
        );
        assert_same("how often f was called", calls.load(SeqCst), 11, ONCE);
    }
}

/// If `f` panics, the caller of `map_scoped` gets a panic too.
/// Promises: 8
fn a_panic_reaches_the_caller() {
    const SWALLOWED: &str = "A panic was swallowed: when `join` gives an `Err`, there is no result for that item, so go on with a panic, for example with `unwrap`. A scope panics by itself only for threads that nobody joined.";
    let _hint = hang_hint(NO_END);
    for (n, panics) in cases([
        ("with one item, for which it panics", (1, 0..1)),
        ("with a panic for the first of three items", (3, 0..1)),
        ("with a panic for the second of three items", (3, 1..2)),
        ("with a panic for the last of three items", (3, 2..3)),
        ("with a panic for each of three items", (3, 0..3)),
        ("with a panic for the last of 100 items", (100, 99..100)),
    ]) {
        let items: Vec<usize> = (0..n).collect();
        let call = || {
            map_numbers(&items, &|number| {
                assert!(!panics.contains(number), "f panics for this item");
                *number
            })
        };
        match caught_call(call) {
            Ok(results) => panic!("`f` panicked, and the result was {results:?}.\n{SWALLOWED}"),
            Err(panic) if panic.is_todo() => panic.resume(),
            Err(_) => {}
        }
    }
}
