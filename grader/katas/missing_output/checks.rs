//! Hidden checks of `missing_output`.

use kata_kit::{
    Timeline, assert_same, assert_that, assert_within, call, caught_call, hang_hint,
    io::{ScriptedWriter, WriteCall, WriteLog},
    ms,
};
use missing_output as k;
use std::{
    io::{Error, ErrorKind, Result},
    time::Duration,
};
use tokio::io::{AsyncReadExt as _, BufWriter, DuplexStream, duplex};

const NEVER: &str = "Await the writing, the flushing and the pause: each of them ends.";
const NEWLINE: &str = "Each line is the name and a newline, `\\n`, and nothing else.";
const BLOCKED: &str = "Code that blocks its thread stops everything, also the reader.";
const TWICE: &str = "Every step has one line, in the order of the list.";

// What the other side has read: the text, and when each of the promised lines was complete.
struct Read {
    text: String,
    arrived: Vec<Option<Duration>>,
}

async fn read_all(mut from: DuplexStream, timeline: &Timeline, lines: &[&str]) -> Read {
    let mut read = Read {
        text: String::new(),
        arrived: vec![None; lines.len()],
    };
    let mut bytes = [0; 256];
    while let Ok(n @ 1..) = from.read(&mut bytes).await {
        read.text += &String::from_utf8_lossy(&bytes[..n]);
        let mut promised = String::new();
        for (line, arrived) in lines.iter().zip(&mut read.arrived) {
            promised = promised + line + "\n";
            if arrived.is_none() && read.text.starts_with(&promised) {
                *arrived = Some(timeline.now());
                timeline.mark(timeline.now(), &format!("`{line}` could be read"));
            }
        }
    }
    read
}

// Runs `progress` with a buffering writer, and gives what came out at the other side.
async fn progress_through_a_buffer(timeline: &Timeline, steps: &[(&str, Duration)]) -> Read {
    let _hint = hang_hint(BLOCKED);
    let (near, far) = duplex(4096);
    let write = async {
        let mut out = BufWriter::new(near);
        let result: Result<()> =
            assert_within(ms(60_000), NEVER, k::progress(&mut out, steps)).await;
        timeline.returned();
        assert_that(
            result.is_ok(),
            &format!("It returned {result:?}."),
            "Nothing went wrong with this writer: return `Ok`. (`shutdown` would close it for good; `flush` does not.)",
        );
    };
    let names: Vec<&str> = steps.iter().map(|(name, _)| *name).collect();
    let ((), read) = tokio::join!(write, read_all(far, timeline, &names));
    read
}

/// The line of a step can be read before the step's pause ends, also through a buffering writer.
/// Points: 3
async fn each_line_is_visible_while_its_step_runs() {
    const LOST: &str = "The line was still in a buffer when you returned. A buffering writer keeps bytes until it is flushed, and `flush` does nothing unless it is awaited. And write to `out`, not to the program's own output.";
    const AT_THE_END: &str = "All lines came out together at the end: one flush at the end is too late. Flush after every line.";
    const AFTER_THE_PAUSE: &str =
        "The line must be on its way before you pause: write it, flush it, and only then sleep.";
    const TOO_EARLY: &str = "A line says that its step begins now: write it when the pause of the step before is over. (A pause is `tokio::time::sleep`, awaited.)";
    let timeline = Timeline::start();
    let steps = [
        ("unpack", ms(300)),
        ("compile", ms(200)),
        ("install", ms(100)),
    ];
    let read = progress_through_a_buffer(&timeline, &steps).await;
    let (mut begin, total) = (ms(0), ms(600));
    let at_the_end = read
        .arrived
        .iter()
        .all(|at| at.is_some_and(|at| at >= total));
    for ((name, pause), arrived) in steps.iter().zip(&read.arrived) {
        let end = begin + *pause;
        let Some(arrived) = *arrived else {
            let why = if read.text.contains(name) {
                NEWLINE
            } else {
                LOST
            };
            panic!(
                "The line `{name}` never came out; what came out is {:?}.\n{why}",
                read.text
            );
        };
        let why = if at_the_end {
            AT_THE_END
        } else {
            AFTER_THE_PAUSE
        };
        let observed = format!(
            "The step `{name}` lasts from {begin:?} to {end:?}, and its line could be read at {arrived:?}."
        );
        assert_that(arrived < end, &observed, why);
        assert_that(arrived >= begin, &observed, TOO_EARLY);
        begin = end;
    }
}

/// The steps of `progress` run in order, and each lasts as long as its pause.
async fn steps_last_as_long_as_their_pauses() {
    const SHORTER: &str = "Every step has its pause, one after the other: await `tokio::time::sleep` for each. (`std::thread::sleep` would block the thread, and tokio's clock does not know of it.)";
    const LONGER: &str = "A step lasts as long as its pause, and writing takes no time here.";
    let timeline = Timeline::start();
    let steps = [("one", ms(250)), ("two", ms(50)), ("three", ms(120))];
    let read = progress_through_a_buffer(&timeline, &steps).await;
    let took = timeline.returned_at().unwrap_or_default();
    let why = if took < ms(420) { SHORTER } else { LONGER };
    assert_same("three steps of 250, 50 and 120 ms took", took, ms(420), why);
    let missing = read.text.is_empty();
    let why = if missing {
        "A buffering writer keeps bytes until it is flushed."
    } else if read.text.contains('\n') {
        TWICE
    } else {
        NEWLINE
    };
    assert_same(
        "what came out",
        read.text,
        "one\ntwo\nthree\n".to_string(),
        why,
    );
}

const PARTS: &str = "This writer takes at most three bytes at a time. `write` gives back how many it took, and whoever does not look loses the rest: `write_all` goes on until all are taken.";

// Takes at most three bytes at a time.
fn narrow() -> ScriptedWriter {
    ScriptedWriter::new().taking_at_most(3).pausing()
}

// Fails at the second line.
fn failing(fails: WriteCall) -> ScriptedWriter {
    ScriptedWriter::new().pausing().failing(move |call, taken| {
        let lines = taken.iter().filter(|byte| **byte == b'\n').count();
        let reached = match fails {
            WriteCall::Write => lines >= 1,
            WriteCall::Flush => lines >= 2,
        };
        let is_now = call == fails && reached;
        is_now.then(|| Error::new(ErrorKind::BrokenPipe, "the reader is gone"))
    })
}

fn expect_ok(result: Result<()>) {
    assert_that(
        result.is_ok(),
        &format!("It returned {result:?}."),
        "Nothing went wrong with this writer: return `Ok`.",
    );
}

fn expect_all_of_it(taken: &WriteLog) {
    assert_same(
        "what a narrow writer was given",
        taken.taken_text(),
        "unpacking the archive\ndone\n".to_string(),
        PARTS,
    );
}

/// `progress` loses nothing if the writer takes only a part of what it is given.
async fn progress_survives_short_writes() {
    let _hint = hang_hint(BLOCKED);
    let mut out = narrow();
    let taken = out.log();
    let steps = [("unpacking the archive", ms(10)), ("done", ms(10))];
    let result: Result<()> = assert_within(ms(60_000), NEVER, k::progress(&mut out, &steps)).await;
    expect_ok(result);
    expect_all_of_it(&taken);
}

/// `progress` returns an error of writing or of flushing at once.
/// Points: 2
async fn progress_returns_errors_at_once() {
    let _hint = hang_hint(BLOCKED);
    for fails in [WriteCall::Write, WriteCall::Flush] {
        let timeline = Timeline::start();
        let mut out = failing(fails);
        let taken = out.log();
        let steps = [("one", ms(100)), ("two", ms(100)), ("three", ms(100))];
        let result = call(&your_code_when(fails), k::progress(&mut out, &steps))
            .within(ms(60_000), NEVER)
            .explain(UNWRAPPED)
            .await;
        timeline.returned();
        expect_error(result, fails);
        let took = timeline.returned_at().unwrap_or_default();
        let why = if took < ms(100) {
            "The second step begins only when the first has had its pause."
        } else {
            "After an error there is nothing to wait for: return it with `?` before the next pause."
        };
        assert_same(
            &format!("{} failed at 100 ms, and it returned at", name_of(fails)),
            took,
            ms(100),
            why,
        );
        expect_no_third_line(&taken);
    }
}

fn name_of(fails: WriteCall) -> &'static str {
    match fails {
        WriteCall::Write => "Writing the second line",
        WriteCall::Flush => "Flushing after the second line",
    }
}

const UNWRAPPED: &str = "The caller is to hear of the error, and to decide: return it, for example with `?`, instead of unwrapping it.";

fn your_code_when(fails: WriteCall) -> String {
    format!("{} failed, and your code", name_of(fails))
}

fn expect_error(result: Result<()>, fails: WriteCall) {
    let what = name_of(fails);
    match result {
        Ok(()) => panic!(
            "{what} failed, but it returned Ok.\nBoth writing and flushing return a `Result`: pass an error on, for example with `?`."
        ),
        Err(error) => assert_that(
            error.kind() == ErrorKind::BrokenPipe || error.to_string().contains("reader is gone"),
            &format!("{what} failed with \"the reader is gone\", but the error says \"{error}\"."),
            "Return the error that you got.",
        ),
    }
}

fn expect_no_third_line(taken: &WriteLog) {
    assert_that(
        !taken.taken_text().contains("three"),
        "After the error at the second line, the third was written.",
        "An error ends it: return it at once.",
    );
}

/// `progress_sync` has written and flushed the line before it calls `work` with the name.
/// Points: 2
fn the_line_is_out_before_the_work_begins() {
    const NOT_FLUSHED: &str = "The line was written, but not flushed. Flush after every line: one flush at the end is too late.";
    const NOT_WRITTEN: &str =
        "Write the line to `out` (`println!` goes elsewhere), flush it, and only then call `work`.";
    const TOO_EARLY: &str = "A line says that its step begins now: do not write it before the work of the step before is done.";
    let mut out = ScriptedWriter::new();
    let log = out.log();
    let mut worked: Vec<String> = Vec::new();
    let mut promised = String::new();
    let result: Result<()> =
        k::progress_sync(&mut out, &["one", "two", "one", "four"], |name: &str| {
            worked.push(name.to_string());
            promised = format!("{promised}{name}\n");
            let (taken, visible) = (log.taken_text(), log.flushed_text());
            let why = if taken == promised {
                NOT_FLUSHED
            } else if taken.len() > promised.len() && taken.starts_with(&promised) {
                TOO_EARLY
            } else if taken.ends_with(name) || taken.ends_with('\n') {
                NEWLINE
            } else {
                NOT_WRITTEN
            };
            assert_same(
                &format!("what could be read when work(\"{name}\") was called"),
                visible,
                promised.clone(),
                why,
            );
        });
    expect_ok(result);
    assert_same(
        "the names that `work` was called with",
        worked,
        ["one", "two", "one", "four"].map(String::from).to_vec(),
        "`work` is called once for each step, in the order of the list.",
    );
}

/// `progress_sync` loses nothing if the writer takes only a part of what it is given.
fn progress_sync_survives_short_writes() {
    let mut out = narrow();
    let taken = out.log();
    let mut calls = 0;
    let result = k::progress_sync(&mut out, &["unpacking the archive", "done"], |_| calls += 1);
    expect_ok(result);
    expect_all_of_it(&taken);
    assert_same("how often `work` was called", calls, 2, TWICE);
}

/// `progress_sync` returns an error of writing or of flushing at once, without calling `work` again.
fn progress_sync_returns_errors_at_once() {
    for fails in [WriteCall::Write, WriteCall::Flush] {
        let mut out = failing(fails);
        let taken = out.log();
        let mut worked: Vec<String> = Vec::new();
        let ended = caught_call(|| {
            k::progress_sync(&mut out, &["one", "two", "three"], |name: &str| {
                worked.push(name.to_string());
            })
        });
        let result = ended.unwrap_or_else(|panic| panic.explain(&your_code_when(fails), UNWRAPPED));
        expect_error(result, fails);
        assert_same(
            &format!("{} failed; the steps worked on", name_of(fails)),
            worked,
            vec!["one".to_string()],
            "After an error there is no more work to do: return it with `?` before the call.",
        );
        expect_no_third_line(&taken);
    }
}
