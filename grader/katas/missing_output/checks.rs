//! Hidden checks of `missing_output`.

use kata_kit::{
    Timeline, assert_same, assert_that, call, cases, caught_call, hang_hint, in_words,
    io::{ScriptedWriter, WriteCall},
    ms, sizes, texts,
};
use missing_output as k;
use std::{
    io::{Error, ErrorKind, Result},
    time::Duration,
};
use tokio::io::{AsyncReadExt as _, BufWriter, DuplexStream, duplex};

const HOUR: Duration = ms(3_600_000);
const NEVER: &str = "Await the writing, the flushing and the pause: each of them ends.";
const NEWLINE: &str = "Each line is the name, just as it was given, and a newline, `\\n`, and nothing else. That holds for an empty name, too, and for one with spaces or a line break at its end.";
const NO_PANIC: &str =
    "Nothing goes wrong here: no list of steps, no name and no pause is a reason to panic.";
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
        let result: Result<()> = call("`progress`", k::progress(&mut out, steps))
            .within(3 * HOUR, NEVER)
            .explain(NO_PANIC)
            .await;
        timeline.returned();
        assert_that(
            result.is_ok(),
            &format!("It returned {result:?}."),
            "Nothing went wrong with this writer: return `Ok`. (`shutdown` would close it for good; `flush` does not.)",
        );
    };
    let names = names_of(steps);
    let ((), read) = tokio::join!(write, read_all(far, timeline, &names));
    read
}

fn names(n: usize) -> Vec<String> {
    (1..=n).map(|number| format!("step {number}")).collect()
}

type Steps = Vec<(String, Duration)>;

// All kinds of steps.
fn steps() -> impl Iterator<Item = Steps> {
    fn owned(steps: &[(&str, Duration)]) -> Steps {
        steps
            .iter()
            .map(|(name, pause)| (name.to_string(), *pause))
            .collect()
    }
    let many = sizes("step").map(|n| names(n).into_iter().map(|name| (name, ms(10))).collect());
    let named = texts().map(|text| owned(&[(text, ms(10)), ("between", ms(10)), (text, ms(10))]));
    cases([
        (
            "with steps of 300, 200 and 100 ms",
            owned(&[
                ("unpack", ms(300)),
                ("compile", ms(200)),
                ("install", ms(100)),
            ]),
        ),
        (
            "with a step of an hour",
            owned(&[("one", ms(10)), ("two", HOUR), ("three", ms(10))]),
        ),
        (
            "with equal names",
            owned(&[("again", ms(10)), ("again", ms(20)), ("again", ms(10))]),
        ),
        (
            "with a step without a pause",
            owned(&[("one", ms(10)), ("two", ms(0)), ("three", ms(10))]),
        ),
        (
            "with a last step without a pause",
            owned(&[("one", ms(10)), ("two", ms(0))]),
        ),
    ])
    .chain(many)
    .chain(named)
}

// What is wrong with a text in which not all of these lines are as promised.
fn wrong_with(text: &str, names: &[&str]) -> &'static str {
    const LOST: &str = "The line was still in a buffer when you returned, or nobody wrote it. A buffering writer keeps bytes until it is flushed, and `flush` does nothing unless it is awaited. And write to `out`, not to the program's own output.";
    const EVERY_LINE: &str = "Every step has one line, in the order of the list, whatever its name and its pause are. And every line is flushed.";
    let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    if text.is_empty() {
        LOST
    } else if bare(text) == bare(&names.concat()) {
        NEWLINE
    } else {
        EVERY_LINE
    }
}

fn borrowed(steps: &Steps) -> Vec<(&str, Duration)> {
    steps
        .iter()
        .map(|(name, pause)| (&**name, *pause))
        .collect()
}

fn names_of<'s>(steps: &[(&'s str, Duration)]) -> Vec<&'s str> {
    steps.iter().map(|(name, _)| *name).collect()
}

/// The line of a step can be read before the step's pause ends, also through a buffering writer.
/// Promises: 1
/// Points: 3
async fn each_line_is_visible_while_its_step_runs() {
    for steps in steps() {
        expect_visible_lines(&borrowed(&steps)).await;
    }
    the_longest_pause_is_a_pause().await;
}

async fn expect_visible_lines(steps: &[(&str, Duration)]) {
    const AT_THE_END: &str = "All lines came out together at the end: one flush at the end is too late. Flush after every line.";
    const AFTER_THE_PAUSE: &str =
        "The line must be on its way before you pause: write it, flush it, and only then sleep.";
    const TOO_EARLY: &str = "A line says that its step begins now: write it when the pause of the step before is over. (A pause is `tokio::time::sleep`, awaited.)";
    let timeline = Timeline::start();
    let read = progress_through_a_buffer(&timeline, steps).await;
    let total: Duration = steps.iter().map(|(_, pause)| *pause).sum();
    let mut begin = ms(0);
    let all_arrived = |at: &Option<Duration>| at.is_some_and(|at| at >= total);
    let at_the_end = steps.len() > 1 && read.arrived.iter().all(all_arrived);
    for ((name, pause), arrived) in steps.iter().zip(&read.arrived) {
        let end = begin + *pause;
        let Some(arrived) = *arrived else {
            let why = wrong_with(&read.text, &names_of(steps));
            panic!(
                "The line {name:?} never came out; what came out is {:?}.\n{why}",
                read.text
            );
        };
        let why = if at_the_end {
            AT_THE_END
        } else {
            AFTER_THE_PAUSE
        };
        let observed = format!(
            "The step {name:?} lasts from {begin:?} to {end:?}, and its line could be read at {arrived:?}."
        );
        assert_that(arrived < end || pause.is_zero(), &observed, why);
        assert_that(arrived >= begin, &observed, TOO_EARLY);
        begin = end;
    }
}

// Nobody waits for its end.
async fn the_longest_pause_is_a_pause() {
    const TOO_LONG: &str = "A pause may be as long as a `Duration` can say. `Instant::now() + pause` is a time that does not exist then; `sleep` takes any `Duration`.";
    for pause in cases([("with the longest pause there is", Duration::MAX)]) {
        let mut out = ScriptedWriter::new();
        let log = out.log();
        let steps = [("for ever", pause), ("never", ms(10))];
        let waits = tokio::time::timeout(HOUR, k::progress(&mut out, &steps));
        let ended = call("`progress`", waits).explain(TOO_LONG).await;
        assert_that(
            ended.is_err(),
            &format!("Within an hour it returned {ended:?}."),
            TOO_LONG,
        );
        assert_same(
            "what could be read in the first step",
            log.flushed_text(),
            "for ever\n".to_string(),
            NEWLINE,
        );
    }
}

/// The steps of `progress` run in order, and each lasts as long as its pause.
/// Promises: 2
async fn steps_last_as_long_as_their_pauses() {
    const SHORTER: &str = "Every step has its pause, one after the other: await `tokio::time::sleep` for each, as long as it is. (`std::thread::sleep` would block the thread, and tokio's clock does not know of it.)";
    const LONGER: &str = "A step lasts as long as its pause, and writing takes no time here.";
    for steps in steps() {
        let (timeline, steps) = (Timeline::start(), borrowed(&steps));
        let read = progress_through_a_buffer(&timeline, &steps).await;
        let took = timeline.returned_at().unwrap_or_default();
        let total: Duration = steps.iter().map(|(_, pause)| *pause).sum();
        let why = if took < total { SHORTER } else { LONGER };
        assert_same("the steps together took", took, total, why);
        let promised: String = steps.iter().map(|(name, _)| format!("{name}\n")).collect();
        let why = wrong_with(&read.text, &names_of(&steps));
        assert_same("what came out", read.text, promised, why);
    }
}

// Writers that take only a part, with what is to be written to them.
fn narrow() -> impl Iterator<Item = (usize, ScriptedWriter)> {
    let widths = [
        ("with a writer that takes one byte at a time", 1),
        ("with a writer that takes three bytes at a time", 3),
    ];
    let writer = |bytes| (bytes, ScriptedWriter::new().taking_at_most(bytes).pausing());
    cases(widths).map(writer)
}

const LONG: &str = "unpacking the archive: größer\n than two lines ";

fn expect_all_of_it(bytes: usize, taken: String) {
    let parts = format!(
        "This writer takes no more than {bytes} of the bytes at a time. `write` gives back how many it took, and whoever does not look loses the rest: `write_all` goes on until all are taken."
    );
    let why = match wrong_with(&taken, &[LONG, "done"]) {
        NEWLINE => NEWLINE,
        _ => &parts,
    };
    let promised = format!("{LONG}\ndone\n");
    assert_same("what was given to the writer", taken, promised, why);
}

fn expect_ok(result: Result<()>) {
    assert_that(
        result.is_ok(),
        &format!("It returned {result:?}."),
        "Nothing went wrong with this writer: return `Ok`.",
    );
}

/// `progress` loses nothing if the writer takes only a part of what it is given.
/// Promises: 5
async fn progress_survives_short_writes() {
    let _hint = hang_hint(BLOCKED);
    for (bytes, mut out) in narrow() {
        let taken = out.log();
        let steps = [(LONG, ms(10)), ("done", ms(10))];
        let result: Result<()> = call("`progress`", k::progress(&mut out, &steps))
            .within(HOUR, NEVER)
            .explain(NO_PANIC)
            .await;
        expect_ok(result);
        expect_all_of_it(bytes, taken.taken_text());
    }
}

// What fails, and in which of how many steps.
#[derive(Clone, Copy)]
struct Failure {
    call: WriteCall,
    step: usize,
    steps: usize,
}

// All kinds of failures. Each name is three bytes long.
fn failures() -> impl Iterator<Item = Failure> {
    let places = [
        ("first", 0, 3),
        ("second", 1, 3),
        ("last", 2, 3),
        ("only", 0, 1),
    ];
    let named = places.into_iter().flat_map(|(place, step, steps)| {
        let kinds = [
            ("writing", WriteCall::Write),
            ("flushing", WriteCall::Flush),
        ];
        kinds.map(|(what, call)| {
            let name = format!("when {what} fails in the {place} step");
            (name, Failure { call, step, steps })
        })
    });
    cases(named)
}

const ERROR: &str = "the reader is gone";

impl Failure {
    // Fails in its step, when writing in the middle of its line.
    fn writer(self) -> ScriptedWriter {
        let so_far = 4 * self.step
            + match self.call {
                WriteCall::Write => 2,
                WriteCall::Flush => 4,
            };
        let narrow = ScriptedWriter::new().pausing().taking_at_most(2);
        narrow.failing(move |call, taken| {
            let is_now = call == self.call && taken.len() >= so_far;
            is_now.then(|| Error::new(ErrorKind::BrokenPipe, ERROR))
        })
    }

    fn names(self) -> &'static [&'static str] {
        &["one", "two", "six"][..self.steps]
    }

    fn in_words(self) -> String {
        let what = match self.call {
            WriteCall::Write => "Writing the line",
            WriteCall::Flush => "Flushing after the line",
        };
        format!("{what} {:?} failed", self.names()[self.step])
    }
}

/// `progress` returns an error of writing or of flushing at once.
/// Promises: 6
/// Points: 2
async fn progress_returns_errors_at_once() {
    let _hint = hang_hint(BLOCKED);
    for failure in failures() {
        let timeline = Timeline::start();
        let mut out = failure.writer();
        let taken = out.log();
        let pauses = failure.names().iter().map(|name| (*name, ms(100)));
        let steps: Vec<(&str, Duration)> = pauses.collect();
        let what = format!("{}, and your code", failure.in_words());
        let result = call(&what, k::progress(&mut out, &steps))
            .within(ms(60_000), NEVER)
            .explain(UNWRAPPED)
            .await;
        timeline.returned();
        expect_error(result, failure);
        let took = timeline.returned_at().unwrap_or_default();
        let promised = ms(100 * failure.step as u64);
        let why = if took < promised {
            "A step begins only when the one before has had its pause."
        } else {
            "After an error there is nothing to wait for: return it with `?` before the next pause."
        };
        let at = in_words(promised);
        let what = format!("{} at {at}, and it returned at", failure.in_words());
        assert_same(&what, took, promised, why);
        expect_no_later_line(&taken.taken_text(), failure);
    }
}

const UNWRAPPED: &str = "The caller is to hear of the error, and to decide: return it, for example with `?`, instead of unwrapping it.";

fn expect_error(result: Result<()>, failure: Failure) {
    let what = failure.in_words();
    match result {
        Ok(()) => panic!(
            "{what}, but it returned Ok.\nBoth writing and flushing return a `Result`: pass an error on, for example with `?`."
        ),
        Err(error) => assert_that(
            error.kind() == ErrorKind::BrokenPipe && error.to_string().contains(ERROR),
            &format!(
                "{what} with {ERROR:?} (of the kind `BrokenPipe`), but it returned {error:?}."
            ),
            "Return the error that you got: its kind and its text say what went wrong.",
        ),
    }
}

fn expect_no_later_line(taken: &str, failure: Failure) {
    let later = &failure.names()[failure.step + 1..];
    assert_that(
        !later.iter().any(|name| taken.contains(name)),
        &format!("{}, and this was written: {taken:?}.", failure.in_words()),
        "An error ends it: return it at once.",
    );
}

/// `progress_sync` has written and flushed the line before it calls `work` with the name.
/// Promises: 3, 4
/// Points: 2
fn the_line_is_out_before_the_work_begins() {
    const EVERY_NAME: &str = "`work` is called once for each step, in the order of the list, with the name as it was given.";
    const NOT_FLUSHED: &str = "The line was written, but not flushed. Flush after every line: one flush at the end is too late.";
    const NOT_WRITTEN: &str =
        "Write the line to `out` (`println!` goes elsewhere), flush it, and only then call `work`.";
    const TOO_EARLY: &str = "A line says that its step begins now: do not write it before the work of the step before is done.";
    let named = texts().map(|text| [text, "between", text].map(String::from).to_vec());
    for steps in sizes("step").map(names).chain(named).chain(cases([(
        "with equal names",
        ["one", "two", "two", "one"].map(String::from).to_vec(),
    )])) {
        let mut out = ScriptedWriter::new();
        let log = out.log();
        let mut worked: Vec<String> = Vec::new();
        let mut promised = String::new();
        let names: Vec<&str> = steps.iter().map(|name| &**name).collect();
        let result: Result<()> = k::progress_sync(&mut out, &names, |name: &str| {
            assert_same(
                &format!("the name in call number {} of `work`", worked.len() + 1),
                Some(name),
                names.get(worked.len()).copied(),
                EVERY_NAME,
            );
            worked.push(name.to_string());
            promised = format!("{promised}{name}\n");
            let (taken, visible) = (log.taken_text(), log.flushed_text());
            let why = if taken == promised {
                NOT_FLUSHED
            } else if taken.len() > promised.len() && taken.starts_with(&promised) {
                TOO_EARLY
            } else if taken.is_empty() || promised == format!("{taken}{name}\n") {
                NOT_WRITTEN
            } else {
                NEWLINE
            };
            assert_same(
                &format!("what could be read when work({name:?}) was called"),
                visible,
                promised.clone(),
                why,
            );
        });
        expect_ok(result);
        assert_same(
            "the names that `work` was called with",
            worked,
            steps,
            EVERY_NAME,
        );
        assert_same(
            "what could be read in the end",
            log.flushed_text(),
            promised,
            "Every step has one line, and nothing else is written.",
        );
    }
}

/// `progress_sync` loses nothing if the writer takes only a part of what it is given.
/// Promises: 5
fn progress_sync_survives_short_writes() {
    for (bytes, mut out) in narrow() {
        let taken = out.log();
        let mut calls = 0;
        let result = k::progress_sync(&mut out, &[LONG, "done"], |_| calls += 1);
        expect_ok(result);
        expect_all_of_it(bytes, taken.taken_text());
        assert_same("how often `work` was called", calls, 2, TWICE);
    }
}

/// `progress_sync` returns an error of writing or of flushing at once, without calling `work` again.
/// Promises: 6
fn progress_sync_returns_errors_at_once() {
    for failure in failures() {
        let mut out = failure.writer();
        let taken = out.log();
        let mut worked: Vec<&str> = Vec::new();
        let ended = caught_call(|| {
            k::progress_sync(&mut out, failure.names(), |name: &str| {
                let names = failure.names().iter().find(|known| **known == name);
                worked.extend(names);
            })
        });
        let what = format!("{}, and your code", failure.in_words());
        let result = ended.unwrap_or_else(|panic| panic.explain(&what, UNWRAPPED));
        expect_error(result, failure);
        assert_same(
            &format!("{}; the steps worked on", failure.in_words()),
            worked,
            failure.names()[..failure.step].to_vec(),
            "After an error there is no more work to do: return it with `?` before the call.",
        );
        expect_no_later_line(&taken.taken_text(), failure);
    }
}
