//! Hidden checks of `spawnable`.

use anyhow::Result;
use kata_kit::{Timeline, assert_same, assert_that, assert_within, caught_call, hang_hint, ms};
use spawnable as k;
use std::{error::Error, future::Future, panic::resume_unwind, thread, time::Duration};
use tokio::{task::JoinHandle, time::sleep};

const NEVER: &str = "After its pause the future is done: there is nothing else to wait for.";
const BLOCKED: &str = "Something blocks the thread. Inside a future, wait with `.await`.";
const OWN_NAME: &str =
    "Each future gives the name it was made from, unchanged, so each needs a copy of its own.";
const NOT_AT_THE_START: &str = "The pause counts from the first poll. A `sleep` counts from the moment at which it is made, and a task begins when it is spawned: do both inside the future.";
const NO_PAUSE: &str = "The future must wait for `pause`, with tokio's `sleep`, and `.await` it: that of `std::thread` blocks the whole thread, and tokio's clock knows nothing of it.";
const TOO_LONG: &str = "It waits once, for `pause`.";
const RANGE: &str = "A port is a number from 0 to 65535: that is a `u16`, no more and no less.";
const PANICKED: &str =
    "What somebody typed in can always be wrong: give an error instead of unwrapping.";
const REASON: &str =
    "The text of the error must say what is wrong: pass the parser's error on, or name the input.";

type Parse = fn(&str) -> Result<u16, Box<dyn Error + Send + Sync + 'static>>;

// Makes a future from a text that is gone when this returns, and spawns it.
fn spawned(name: &str, pause: u64) -> JoinHandle<Result<String>> {
    let name = String::from(name);
    let future = k::job(&name, ms(pause));
    drop(name);
    tokio::spawn(future)
}

fn spawned_static(name: &str, pause: u64) -> JoinHandle<Result<String>> {
    let name = String::from(name);
    let future = k::job_static(&name, ms(pause));
    drop(name);
    tokio::spawn(future)
}

async fn name_of(task: JoinHandle<Result<String>>) -> String {
    let _hint = hang_hint(BLOCKED);
    match assert_within(ms(10_000), NEVER, task).await {
        Ok(Ok(name)) => name,
        Ok(Err(error)) => panic!("The future gave an error: {error:#}\n{OWN_NAME}"),
        Err(error) => resume_unwind(error.into_panic()),
    }
}

async fn expect_names(spawn: fn(&str, u64) -> JoinHandle<Result<String>>) {
    let tasks =
        [("Ada Lovelace", 30), ("b", 10), ("ünïcode", 20)].map(|(name, pause)| spawn(name, pause));
    let mut names = Vec::new();
    for task in tasks {
        names.push(name_of(task).await);
    }
    assert_same(
        "three spawned futures gave",
        names,
        ["Ada Lovelace", "b", "ünïcode"].map(String::from).to_vec(),
        OWN_NAME,
    );
}

/// The future of `job` can be spawned when its text is gone, and gives the name.
/// Promises: 1
/// Points: 2
async fn job_can_be_spawned() {
    expect_names(spawned).await;
}

/// The future of `job_static` can be spawned when its text is gone, and gives the name.
/// Promises: 1
/// Points: 2
async fn job_static_can_be_spawned() {
    expect_names(spawned_static).await;
}

// The future lies around for 200 ms before anybody polls it.
async fn expect_the_pause(what: &str, future: impl Future<Output = Result<String>>) {
    const LATE: Duration = ms(200);
    sleep(LATE).await;
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    let name = assert_within(ms(10_000), NEVER, timeline.watch(what, future)).await;
    timeline.returned();
    assert_same("the name", name.ok().as_deref(), Some("name"), OWN_NAME);
    let took = timeline.returned_at().unwrap_or_default();
    let why = match took {
        took if took == ms(300) - LATE => NOT_AT_THE_START,
        took if took < ms(300) => NO_PAUSE,
        _ => TOO_LONG,
    };
    let observed = format!("`{what}`, polled for the first time after 200 ms, took then");
    assert_same(&observed, took, ms(300), why);
}

/// Both futures wait for `pause`, counted from the first poll.
/// Promises: 2
/// Points: 2
async fn the_pause_counts_from_the_first_poll() {
    expect_the_pause("job", k::job("name", ms(300))).await;
    expect_the_pause("job_static", k::job_static("name", ms(300))).await;
}

// Parses on another thread: the error must come over from there.
fn parse(text: &'static str) -> Result<u16, String> {
    let parse: Parse = k::parse_port;
    let thread = thread::spawn(move || caught_call(|| parse(text)));
    let result = thread.join().expect("a panic was caught");
    let result =
        result.unwrap_or_else(|panic| panic.explain(&format!("`parse_port({text:?})`"), PANICKED));
    let passed_on: Result<u16> = result.map_err(anyhow::Error::from_boxed);
    passed_on.map_err(|error| format!("{error:#}"))
}

/// `parse_port` accepts 0 to 65535, written in digits.
/// Promises: 3
fn parse_port_accepts_every_port() {
    for (text, port) in [
        ("80", 80),
        ("8080", 8080),
        ("0", 0),
        ("1", 1),
        ("65535", 65535),
    ] {
        assert_same(
            &format!("`parse_port({text:?})`"),
            parse(text),
            Ok(port),
            RANGE,
        );
    }
}

/// Anything else is an error, which crosses threads and says what is wrong.
/// Promises: 4
/// Points: 3
fn parse_port_says_what_is_wrong() {
    // The reasons of std, of whichever integer type and in whichever order they are found.
    const REASONS: [&str; 4] = [
        "invalid digit found in string",
        "cannot parse integer from empty string",
        "number too large to fit in target type",
        "out of range integral type conversion attempted",
    ];
    for text in [
        "http",
        "65536",
        "99999999999999999999",
        "-1",
        "80x",
        "3.5",
        "",
    ] {
        let error = match parse(text) {
            Ok(port) => panic!(
                "`parse_port({text:?})` gave {port}.\n{RANGE} What is no such number is an error: there is no default, and `as u16` cuts off what does not fit."
            ),
            Err(error) => error,
        };
        let names_it = error.contains(text) && !error.is_empty();
        let gives_a_reason = REASONS.iter().any(|reason| error.contains(reason));
        assert_that(
            names_it || gives_a_reason,
            &format!("The error of `parse_port({text:?})` says \"{error}\"."),
            REASON,
        );
    }
}
