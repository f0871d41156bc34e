//! Hidden checks of `spawnable`.

use anyhow::Result;
use kata_kit::{
    Timeline, assert_same, assert_that, assert_within, call, cases, caught_call, hang_hint, ms,
    paused, runtimes, sizes, spawn, texts,
};
use spawnable as k;
use std::{error::Error, future::Future, panic::resume_unwind, thread, time::Duration};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

const NEVER: &str = "After its pause the future is done: there is nothing else to wait for.";
const BLOCKED: &str = "Something blocks the thread. Inside a future, wait with `.await`.";
const OWN_NAME: &str = "Each future gives the name it was made from, whatever it is and unchanged, so each needs a copy of its own.";
const NOT_AT_THE_START: &str = "The pause counts from the first poll. A `sleep` counts from the moment at which it is made, and a task begins when it is spawned: do both inside the future.";
const NO_PAUSE: &str = "The future must wait for `pause`, with tokio's `sleep`, and `.await` it: that of `std::thread` blocks the whole thread, and tokio's clock knows nothing of it.";
const TOO_LONG: &str = "It waits once, for `pause`.";
const CUT_SHORT: &str = "It waits for `pause`, however long that is: there is no other limit.";
const TOO_LATE: &str = "Every pause is allowed, also the greatest. A moment so far away does not exist: `sleep` takes any duration, `Instant::now() + pause` does not.";
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
    spawn(future)
}

fn spawned_static(name: &str, pause: u64) -> JoinHandle<Result<String>> {
    let name = String::from(name);
    let future = k::job_static(&name, ms(pause));
    drop(name);
    spawn(future)
}

async fn name_of(task: JoinHandle<Result<String>>) -> String {
    let _hint = hang_hint(BLOCKED);
    match assert_within(ms(10_000), NEVER, task).await {
        Ok(Ok(name)) => name,
        Ok(Err(error)) => panic!("The future gave an error: {error:#}\n{OWN_NAME}"),
        Err(error) => resume_unwind(error.into_panic()),
    }
}

type Spawn = fn(&str, u64) -> JoinHandle<Result<String>>;

fn expect_names(spawn: Spawn) {
    paused(async {
        let named = ["Ada Lovelace", "b", "Ada Lovelace", "ünïcode"].map(String::from);
        expect_these(spawn, &named, "some spawned futures gave").await;
        for n in sizes("future") {
            let names: Vec<String> = (1..=n).map(|n| format!("job {n}")).collect();
            expect_these(spawn, &names, "they gave").await;
        }
        for text in texts() {
            expect_these(spawn, &[text.to_string()], "the future gave").await;
        }
    });
    // There, what was made on one thread is polled on others.
    for runtime in runtimes() {
        let names = ["Ada Lovelace", "b"].map(String::from);
        runtime.block_on(expect_these(spawn, &names, "two futures gave"));
    }
}

// Later ones end earlier.
async fn expect_these(spawn: Spawn, names: &[String], what: &str) {
    let pauses = (0..names.len() as u64).rev();
    let tasks: Vec<_> = names
        .iter()
        .zip(pauses)
        .map(|(name, pause)| spawn(name, pause))
        .collect();
    let mut given = Vec::new();
    for task in tasks {
        given.push(name_of(task).await);
    }
    assert_same(what, given, names.to_vec(), OWN_NAME);
}

/// The future of `job` can be spawned when its text is gone, and gives the name.
/// Promises: 1, 2
/// Points: 2
fn job_can_be_spawned() {
    expect_names(spawned);
}

/// The future of `job_static` can be spawned when its text is gone, and gives the name.
/// Promises: 1, 2
/// Points: 2
fn job_static_can_be_spawned() {
    expect_names(spawned_static);
}

// The future lies around for 200 ms before anybody polls it.
async fn expect_the_pause(what: &str, future: impl Future<Output = Result<String>>) {
    const LATE: Duration = ms(200);
    sleep(LATE).await;
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    let name = assert_within(ms(10_000), NEVER, timeline.watch(what, future)).await;
    timeline.returned();
    expect_name(name);
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
    for pause in cases([
        ("with no pause", ms(0)),
        ("with a pause of 1 ms", ms(1)),
        ("with a pause of two hours", ms(7_200_000)),
    ]) {
        let why = if pause < ms(1_000) {
            NO_PAUSE
        } else {
            CUT_SHORT
        };
        expect_to_take("job", pause, why, k::job("name", pause)).await;
        expect_to_take("job_static", pause, why, k::job_static("name", pause)).await;
    }
    for pause in cases([("with the greatest pause", Duration::MAX)]) {
        expect_to_wait("job", k::job("name", pause)).await;
        expect_to_wait("job_static", k::job_static("name", pause)).await;
    }
}

async fn expect_to_take(
    what: &str,
    pause: Duration,
    why: &str,
    future: impl Future<Output = Result<String>>,
) {
    let _hint = hang_hint(BLOCKED);
    let start = Instant::now();
    let name = assert_within(pause + ms(10_000), NEVER, future).await;
    expect_name(name);
    assert_same(&format!("`{what}` took"), start.elapsed(), pause, why);
}

fn expect_name(name: Result<String>) {
    let name = name.map_err(|error| format!("{error:#}"));
    assert_same("the name", name, Ok("name".to_string()), OWN_NAME);
}

// A month is enough.
async fn expect_to_wait(what: &str, future: impl Future<Output = Result<String>>) {
    const MONTH: Duration = Duration::from_secs(30 * 24 * 3600);
    let what = format!("The future of `{what}`");
    let ended = call(&what, timeout(MONTH, future)).explain(TOO_LATE).await;
    assert_that(
        ended.is_err(),
        &format!("{what} ended within a month."),
        CUT_SHORT,
    );
}

// Parses on another thread: the error must come over from there.
fn parse(text: &'static str) -> Result<u16, String> {
    let thread = thread::spawn(move || caught_call(|| parse_here(text)));
    let result = thread.join().expect("a panic was caught");
    result.unwrap_or_else(|panic| panic.explain(&format!("`parse_port({text:?})`"), PANICKED))
}

fn parse_here(text: &str) -> Result<u16, String> {
    let parse: Parse = k::parse_port;
    let result = parse(text);
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
    for port in 0..=u16::MAX {
        let text = port.to_string();
        let parsed = caught_call(|| parse_here(&text));
        let what = format!("`parse_port({text:?})`");
        let parsed = parsed.unwrap_or_else(|panic| panic.explain(&what, PANICKED));
        assert_same(&what, parsed, Ok(port), RANGE);
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
    let others = [
        "http",
        "65536",
        "99999999999999999999",
        "-1",
        "80x",
        "3.5",
        "0x50",
        "1e3",
        "8_080",
        "80 81",
        "80\n81",
        "80:81",
        "８０",
    ];
    let others = cases(others.map(|text| (format!("with {text:?}"), text)));
    for text in texts().chain(others) {
        let error = match parse(text) {
            Ok(port) => panic!(
                "`parse_port({text:?})` gave {port}.\n{RANGE} What is no such number is an error: there is no default, and `as u16` cuts off what does not fit."
            ),
            Err(error) => error,
        };
        // As it is, or escaped.
        let escaped = [
            text.escape_debug().to_string(),
            text.escape_default().to_string(),
        ];
        let names = |name: &str| error.contains(name.trim()) && !error.is_empty();
        let names_it = names(text) || escaped.iter().any(|name| names(name));
        let gives_a_reason = REASONS.iter().any(|reason| error.contains(reason));
        assert_that(
            names_it || gives_a_reason,
            &format!("The error of `parse_port({text:?})` says \"{error}\"."),
            REASON,
        );
    }
}
