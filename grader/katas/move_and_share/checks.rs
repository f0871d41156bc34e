//! Hidden checks of `move_and_share`.

use kata_kit::{Rendezvous, assert_same, assert_that, caught_call, hang_hint, ms};
use move_and_share as k;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread::{self, JoinHandle},
};

type Log = Arc<Mutex<Vec<String>>>;

const NOT_THE_CALLER: &str = "The line is to be logged from another thread: lock and `push` inside the closure that you give to `thread::spawn`. Then the caller need not wait for a lock that somebody else has.";
const TOO_EARLY: &str = "Whoever joins the handle may rely on the line: do the logging in the thread whose handle you return, and wait for the lock there.";
const LOCK_KEPT: &str = "Something is waited for that never comes. A thread that asks for a lock which it has already, or that joins a thread which needs that lock, waits for ever: drop the guard first.";
const NO_END: &str = "Something is waited for that never comes. A channel's receiver ends only when every `Sender` is gone, the one you cloned from included; and a thread that waits for a lock its owner never gives back waits for ever.";
const IN_TURN: &str = "They ran one after the other. Start all threads before you join the first: a loop, or a chain of lazy iterators, that spawns and joins in one turn does not. Nor may a lock be held while `f` runs. And `f` is called inside the closure that the thread runs, not before.";
const EVERY_ITEM: &str = "There is a result for every item: start a thread for each, the first and the last included, and join them all.";
const LIMITED: &str =
    "Every item gets a thread, however many there are and however few cores the machine has.";

// No `Clone`, no `Copy`, no `Default`.
struct Item {
    name: String,
    pause: u64,
}

fn item(name: &str, pause: u64) -> Item {
    Item {
        name: name.to_string(),
        pause,
    }
}

// The log's lock, kept by another thread.
struct Held {
    // Set when it is about to be given back.
    is_free: Arc<AtomicBool>,
    thread: JoinHandle<bool>,
    go_on: mpsc::Sender<()>,
}

// Keeps the lock until `give_back`, or for so long that somebody must be waiting for it in vain.
fn hold(log: &Log) -> Held {
    let is_free = Arc::new(AtomicBool::new(false));
    let (is_locked, wait_for_lock) = mpsc::channel();
    let (go_on, told) = mpsc::channel();
    let (log, flag) = (log.clone(), is_free.clone());
    let thread = thread::spawn(move || {
        let guard = log.lock();
        let _ = is_locked.send(());
        let in_vain = told.recv_timeout(ms(3000)).is_err();
        thread::sleep(ms(100));
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
        let in_vain = self.thread.join().unwrap_or_default();
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
/// Points: 2
fn the_message_is_in_the_log_after_the_join() {
    const COPIED: &str = "The thread wrote into a log of its own. `Arc::clone` gives another pointer to the same log; a clone of the `Vec`, or a new `Mutex`, is another log.";
    // The log is in use for a while, so nobody can have written when the handle is joined too early.
    let _hint = hang_hint(LOCK_KEPT);
    let log = log_of(&[]);
    let held = hold(&log);
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
}

fn expect_line(log: &Log, line: &str, missing: &str) {
    const CHANGED: &str = "The message is a line by itself, just as it was given.";
    let lines = lines_of(log);
    let inside = lines.iter().any(|other| other.contains(line));
    assert_that(
        lines.iter().any(|other| other == line),
        &format!("\"{line}\" was logged, and the caller's log is {lines:?}."),
        if inside { CHANGED } else { missing },
    );
}

/// The value of the handle is the length of the message in bytes.
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
    assert_same("the value for an empty message", logged("", &log), 0, WHY);
}

/// The lines that were in the log before are still there.
fn earlier_lines_stay() {
    const LOST: &str = "Add to what is there: `push` through the lock. Another `Vec` in its place, or writing back a copy that was made earlier, throws lines away.";
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
        let held = hold(&log);
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

/// `map_scoped` has a thread for every item, all alive at the same time.
/// Points: 2
fn every_item_has_a_thread_at_the_same_time() {
    let _hint = hang_hint(NO_END);
    let rendezvous = Rendezvous::of(32);
    let items: Vec<usize> = (0..32).collect();
    let met: Vec<bool> = k::map_scoped(&items, |_| rendezvous.arrive());
    assert_same("how many results came", met.len(), 32, EVERY_ITEM);
    let came = rendezvous.arrived();
    let observed = format!("Of 32 threads only {came} were alive at the same time.");
    let why = if came <= 1 { IN_TURN } else { LIMITED };
    assert_that(came == 32 && met.iter().all(|met| *met), &observed, why);
}

/// `map_scoped` gives the results in the order of the items, and the results may borrow from them.
/// Points: 2
fn results_come_in_order_and_may_borrow() {
    const BY_PLACE: &str = "Results belong to the place of the item in the list, not to the order in which the threads ended.";
    let _hint = hang_hint(NO_END);
    let items = vec![
        item("one", 120),
        item("two", 90),
        item("three", 60),
        item("four", 30),
    ];
    let calls = AtomicUsize::new(0);
    // The later ones end earlier. That only makes a wrong answer show itself: nothing is asserted
    // about times.
    let names: Vec<&str> = k::map_scoped(&items, |item: &Item| -> &str {
        thread::sleep(ms(item.pause));
        calls.fetch_add(1, SeqCst);
        &item.name
    });
    let why = if names.len() == 4 {
        BY_PLACE
    } else {
        EVERY_ITEM
    };
    assert_same(
        "the names of the items",
        names,
        vec!["one", "two", "three", "four"],
        why,
    );
    assert_same(
        "how often f was called for four items",
        calls.load(SeqCst),
        4,
        "`f` is called once for every item.",
    );
}

/// If `f` panics, the caller of `map_scoped` gets a panic too.
fn a_panic_reaches_the_caller() {
    const SWALLOWED: &str = "A panic was swallowed: when `join` gives an `Err`, there is no result for that item, so go on with a panic, for example with `unwrap`. A scope panics by itself only for threads that nobody joined.";
    let _hint = hang_hint(NO_END);
    let items = vec![item("one", 1), item("two", 2), item("three", 3)];
    let call = || {
        k::map_scoped(&items, |item: &Item| -> u64 {
            if item.name == "two" {
                panic!("f panics for the second item");
            }
            item.pause
        })
    };
    match caught_call(call) {
        Ok(results) => panic!(
            "`f` panicked for the second of three items, and the result was {results:?}.\n{SWALLOWED}"
        ),
        Err(panic) if panic.is_todo() => panic.resume(),
        Err(_) => {}
    }
}
