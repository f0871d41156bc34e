//! Turns what happened into what it means, in words for the student. Nothing here touches a file,
//! a process or a clock.

use crate::{
    catalog::{Kata, checks::CheckSpec},
    hang::Diagnosis,
    process::{
        limits::{CHECK_DISK, CHECK_MEMORY, CHECK_OUTPUT, CPU_PER_WALL, THREADS},
        outcome::{KillReason, ProcessOutcome},
    },
    result::{CheckResult, CheckStatus, Place},
    run::Happened,
    util::text::plain,
};
use kata_protocol::{Outcome, SignedOutcome, is_of_the_grader, is_todo};

/// What became of a check. `diagnosis` is what is known of a hang, if there was one.
pub fn of_check(
    kata: &Kata,
    check: &CheckSpec,
    happened: Happened,
    diagnosis: Diagnosis,
) -> CheckResult {
    let Happened { ended, signed } = happened;
    let limit = kata.settings.time_limit_s;
    let (status, message) = match (&signed, ended.killed) {
        (_, Some(KillReason::Output)) => (CheckStatus::Crashed, flood()),
        (_, Some(KillReason::Disk)) => (CheckStatus::Crashed, full_disk()),
        (_, Some(KillReason::Threads)) => (CheckStatus::Crashed, crowd()),
        (_, Some(KillReason::FileSize)) => (CheckStatus::Crashed, large_file()),
        (Some(signed), _) => match signed.outcome {
            Outcome::Passed => (CheckStatus::Passed, String::new()),
            Outcome::Failed => {
                let text = failure(kata, signed);
                // What was observed, then where it hangs, then what that is a sign of.
                let (observed, why) = text.split_once('\n').unwrap_or((&text, ""));
                let message = joined(&[observed, &diagnosis.text, why]);
                (CheckStatus::Failed, message)
            }
            Outcome::TimedOut => {
                let meaning = plain(&signed.message);
                (
                    CheckStatus::TimedOut,
                    hang(limit, &diagnosis.text, &meaning),
                )
            }
            // Whoever runs checks has taken this for what it is.
            Outcome::NotRun => (CheckStatus::NotRun, plain(&signed.message)),
        },
        (None, Some(KillReason::WallTime)) => (CheckStatus::TimedOut, hang(limit, "", "")),
        (None, Some(KillReason::CpuTime)) => (CheckStatus::TimedOut, cpu_time(limit)),
        (None, None) => (CheckStatus::Crashed, crash(&ended)),
    };
    let passed = status == CheckStatus::Passed;
    let timeline = signed.as_ref().map(|signed| plain(&signed.timeline));
    CheckResult {
        name: check.name.clone(),
        promise: check.promise.clone(),
        status,
        score: if passed { check.points } else { 0 },
        max_score: check.points,
        message,
        timeline: timeline.filter(|picture| !picture.is_empty()),
        stuck_at: signed
            .as_ref()
            .and_then(|r| place(kata, &r.panicked_at))
            .into_iter()
            .chain(diagnosis.places)
            .collect(),
        output: plain(&ended.output),
        duration_ms: u64::try_from(ended.took.as_millis()).unwrap_or(u64::MAX),
    }
}

fn failure(kata: &Kata, signed: &SignedOutcome) -> String {
    let text = plain(&signed.message);
    let at = plain(&signed.panicked_at);
    if let Some(Place { file, line }) = place(kata, &at) {
        if is_todo(&text) {
            return format!("There is still a `todo!()` to fill in, in line {line} of {file}.");
        }
        let panicked = format!("Your code panicked in line {line} of {file}:\n{text}");
        return joined(&[&panicked, lesson(&text)]);
    }
    // The future is one of the checks', and panics because of what was done to it.
    let polled_again = text.ends_with("resumed after completion");
    match at.is_empty() || is_of_the_grader(&at) {
        true if polled_again => format!(
            "A future was polled again that had already given its output, and panicked:\n{text}\n\
             Remember which futures are done, and leave those alone."
        ),
        true => text,
        false => {
            let panicked = format!("Something that your code calls panicked, in {at}:\n{text}");
            joined(&[&panicked, lesson(&text)])
        }
    }
}

/// What a panic with a well-known text teaches.
fn lesson(text: &str) -> &'static str {
    let unwraps = |what: &str| text.starts_with("called `") && text.contains(what);
    let begins = |words: &str| text.starts_with(words);
    if unwraps("on an `Err` value") {
        "`unwrap` and `expect` make a panic out of an error: hand the error on with `?`, or handle it."
    } else if unwraps("on a `None` value") {
        "`unwrap` and `expect` panic when there is nothing: say what is to happen then."
    } else if begins("internal error: entered unreachable code") {
        "It was reached: what is to happen here has to be written down, an error for example."
    } else if begins("Cannot start a runtime") || begins("Cannot block the current thread") {
        "Async code must not block its thread: in place of `block_on`, `blocking_send`, `blocking_recv` or \
         `blocking_lock` use what can be awaited, and `.await` it."
    } else if text.contains("there is no reactor running") {
        "Tokio's timers, sockets and tasks need a tokio runtime around them: a thread of your own has none, \
         and `futures::executor::block_on` brings none."
    } else {
        ""
    }
}

/// `places` says where it hangs, `meaning` what the check says that a hang is a sign of.
fn hang(limit: u32, places: &str, meaning: &str) -> String {
    let meaning = match (places, meaning) {
        ("", "") => {
            "Something waits for ever: an `.await` or a lock that nothing ends, or a loop without an end."
        }
        (_, meaning) => meaning,
    };
    let stopped = format!("It was not done after {limit} s and was stopped.");
    joined(&[&stopped, places, meaning])
}

/// The parts that say something, each in lines of its own.
fn joined(parts: &[&str]) -> String {
    let said: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    said.join("\n")
}

fn flood() -> String {
    format!(
        "It was stopped because it had printed more than {} MiB.\n\
         Look for a loop that prints and never ends.",
        CHECK_OUTPUT >> 20
    )
}

fn full_disk() -> String {
    format!(
        "It was stopped because its files had more than {} MiB.\n\
         Look for a loop that writes and never ends.",
        CHECK_DISK >> 20
    )
}

fn large_file() -> String {
    format!(
        "It was stopped because it had written a file of more than {} MiB.\n\
         Look for a loop that writes and never ends.",
        CHECK_OUTPUT >> 20
    )
}

/// Several threads use the time of several cores: it can be over before the clock says so.
fn cpu_time(limit: u32) -> String {
    format!(
        "It used up its CPU time ({} s, on all cores together) and was stopped.\n\
         Look for a loop without an end that never waits, in several threads at once.",
        u64::from(limit) * CPU_PER_WALL
    )
}

fn crowd() -> String {
    format!(
        "It was stopped because it had more than {THREADS} threads.\n\
         Look for a loop that starts threads without waiting for any."
    )
}

/// The process ended without having said how the check went.
fn crash(ended: &ProcessOutcome) -> String {
    let says = |words: &str| ended.output.contains(words);
    if says("memory allocation of") {
        return format!(
            "It needed more than {} MiB of memory and was aborted.\n\
             Look for a collection that grows without an end, or a loop without an end that fills one.",
            CHECK_MEMORY >> 20
        );
    }
    if says("failed to spawn thread") || says("failed to allocate an alternative stack") {
        return "It failed to spawn threads, because those it had were using up its memory.\n\
                Look for a loop that starts threads without waiting for any."
            .into();
    }
    if says("has overflowed its stack") {
        return STACK_OVERFLOW.into();
    }
    match (ended.status.code(), ended.signal()) {
        (Some(code), _) => format!(
            "The process ended itself (exit code {code}) before the check had returned.\n\
             A check passes only by returning: an early `exit`, whatever its code, is no pass."
        ),
        (None, Some(SIGNAL_ABORT)) => "The process aborted before the check had returned.\n\
             `std::process::abort`, and a panic in a destructor that runs during a panic, end like this."
            .into(),
        // Safe Rust reaches no foreign memory but the page behind its stack.
        (None, Some(SIGNAL_SEGMENT | SIGNAL_BUS)) => STACK_OVERFLOW.into(),
        (None, signal) => format!(
            "The process was killed by signal {} before the check had returned.",
            signal.unwrap_or_default()
        ),
    }
}

const STACK_OVERFLOW: &str = "The stack overflowed and the process was ended.\n\
     Look for a function that calls itself without an end, or for a very large local array.";

// Signal numbers that are the same on Linux and macOS, but for SIGBUS (7 and 10).
const SIGNAL_ABORT: i32 = 6;
const SIGNAL_BUS: i32 = if cfg!(target_os = "linux") { 7 } else { 10 };
const SIGNAL_SEGMENT: i32 = 11;

/// A `file:line` as a place, if it is in the student's folder.
fn place(kata: &Kata, panicked_at: &str) -> Option<Place> {
    let (file, line) = panicked_at.rsplit_once(':')?;
    file.starts_with(&kata.exercise).then_some(Place {
        file: file.to_string(),
        line: line.parse().ok()?,
    })
}
