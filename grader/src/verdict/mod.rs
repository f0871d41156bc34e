//! Turns what happened into what it means, in words for the student. Nothing here touches a file,
//! a process or a clock.

use crate::{
    catalog::{Kata, checks::CheckSpec},
    hang::HangReport,
    process::{
        limits::{CHECK_DISK, CHECK_MEMORY, CHECK_OUTPUT, CPU_PER_WALL, THREADS},
        outcome::{KillReason, ProcessOutcome},
    },
    result::{CheckResult, CheckStatus, OrderPicture, OrdersResult, Place, joined_lines},
    run::CheckRun,
    util::text::plain,
};
use kata_protocol::{
    OrderEnd, Outcome, POLLED_AFTER_ITS_END, PictureMark, PictureRow, SignedOutcome,
    TimelinePicture, is_of_the_grader, is_polled_after_its_end, is_todo,
};

/// What became of a check. `hang` is what is known of a hang, if there was one, and `orders` of the orders of threads
/// that it was run in, if it was.
pub fn of_check(
    kata: &Kata,
    check: &CheckSpec,
    run: CheckRun,
    hang: HangReport,
    orders: Option<OrdersResult>,
) -> CheckResult {
    let CheckRun { ended, signed } = run;
    let finding = finding(kata, &ended, signed.as_ref(), &hang.text);
    let passed = finding.status == CheckStatus::Passed;
    let picture = signed.as_ref().map(|signed| plain_picture(&signed.picture));
    let panicked_at = signed
        .as_ref()
        .and_then(|signed| place(kata, &signed.panicked_at));
    let in_case = signed
        .as_ref()
        .filter(|_| !passed && finding.todo.is_none());
    let mut tried = signed.as_ref().map_or_else(Vec::new, |signed| {
        signed.tried.iter().map(|case| plain(case)).collect()
    });
    tried.extend(orders.as_ref().map(|orders| orders.phrase(passed)));
    let failing = orders.as_ref().and_then(|orders| orders.failing.as_ref());
    let ends = failing.map_or_else(Vec::new, OrderPicture::ends);
    CheckResult {
        name: check.name.clone(),
        promise: check.promise.clone(),
        promise_numbers: check.promise_numbers.clone(),
        follows: check.follows.clone(),
        status: finding.status,
        score: if passed { check.points } else { 0 },
        max_score: check.points,
        case: in_case.map_or_else(String::new, |signed| plain(&signed.case)),
        tried,
        observed: finding.observed,
        details: finding.details,
        explanation: finding.explanation,
        todo: finding.todo,
        picture: picture.filter(|picture| !picture.is_empty()),
        stuck_at: panicked_at
            .into_iter()
            .chain(hang.places)
            .chain(ends)
            .collect(),
        orders,
        output: plain(&ended.output),
        duration_ms: u64::try_from(ended.took.as_millis()).unwrap_or(u64::MAX),
    }
}

/// A picture whose names and words no terminal obeys: a row may be named after something of the student's.
fn plain_picture(picture: &TimelinePicture) -> TimelinePicture {
    let row = |row: &PictureRow| PictureRow {
        name: plain(&row.name),
        bar: plain(&row.bar),
        times: plain(&row.times),
    };
    let mark = |mark: &PictureMark| PictureMark {
        words: plain(&mark.words),
        ..mark.clone()
    };
    TimelinePicture {
        rows: picture.rows.iter().map(row).collect(),
        rows_left_out: picture.rows_left_out,
        marks: picture.marks.iter().map(mark).collect(),
    }
}

/// What was found out of a check.
#[derive(Debug)]
struct Finding {
    status: CheckStatus,
    observed: String,
    details: String,
    explanation: String,
    todo: Option<Place>,
}

impl Finding {
    fn new(
        status: CheckStatus,
        observed: impl Into<String>,
        explanation: impl Into<String>,
    ) -> Self {
        Self {
            status,
            observed: observed.into(),
            details: String::new(),
            explanation: explanation.into(),
            todo: None,
        }
    }
}

fn finding(
    kata: &Kata,
    ended: &ProcessOutcome,
    signed: Option<&SignedOutcome>,
    hang: &str,
) -> Finding {
    let limit = kata.settings.time_limit_s;
    match (signed, ended.killed) {
        (_, Some(KillReason::Output)) => too_much_output(),
        (_, Some(KillReason::Disk)) => full_disk(),
        (_, Some(KillReason::Threads)) => too_many_threads(),
        (_, Some(KillReason::FileSize)) => large_file(),
        (Some(signed), _) => match signed.outcome {
            Outcome::Passed => Finding::new(CheckStatus::Passed, "", ""),
            Outcome::Failed => match end_of_order(signed) {
                Some(OrderEnd::Panicked) | None => failure(kata, signed, hang),
                Some(end) => no_end(end, &plain(&signed.message)),
            },
            Outcome::TimedOut => timed_out(limit, hang, &plain(&signed.message)),
            // The runner has taken this for what it is.
            Outcome::NotRun => Finding::new(CheckStatus::NotRun, plain(&signed.message), ""),
        },
        (None, Some(KillReason::WallTime)) => timed_out(limit, "", ""),
        (None, Some(KillReason::CpuTime)) => cpu_time(limit),
        (None, None) => crash(ended),
    }
}

/// How the order ended that fails, if the check is run in every order of its threads.
fn end_of_order(signed: &SignedOutcome) -> Option<OrderEnd> {
    let orders = signed.orders.as_ref()?;
    let order = orders.failing.as_ref().or(orders.chosen.as_ref())?;
    Some(order.end)
}

/// An order of the threads that does not come to an end. `meaning` is what the check says that it is a sign of.
fn no_end(end: OrderEnd, meaning: &str) -> Finding {
    let (observed, usual_meaning) = match end {
        OrderEnd::Deadlock => (
            "There is an order of the threads in which everybody waits for ever.",
            "Each waits for what only another one of them could do: for a lock that one holds who waits as well, or for a \
             wake that came before the wait began.",
        ),
        OrderEnd::Spins => (
            "There is an order of the threads in which one goes round for ever without waiting.",
            "Nobody else can go on, so what the loop looks at never changes: was it set and overwritten, or is it never set?",
        ),
        OrderEnd::WaitsForStopped => (
            "One thread was stopped in the middle of a call, for ever, and another one waited for it.",
            "Whoever must not wait for others must not wait for a lock that they hold, and not for a value that they are about to \
             write.",
        ),
        OrderEnd::Blocks => (
            "Here threads are run in every order, and one of them could not be followed: it waited with something that is not of \
             `std::sync` or `std::thread`, a library has started it, or it goes round without touching any of them.",
            "Nothing is known of the orders behind that. Wait with what `std::sync` and `std::thread` have (`block_on` of futures \
             is fine, too), and start threads with `std::thread`.",
        ),
        OrderEnd::Panicked | OrderEnd::Passed | OrderEnd::IsOpen => {
            unreachable!("it has come to an end, or has words of its own")
        }
    };
    let meaning = if meaning.is_empty() || end == OrderEnd::Blocks {
        usual_meaning
    } else {
        meaning
    };
    Finding::new(CheckStatus::Failed, observed, meaning)
}

fn failure(kata: &Kata, signed: &SignedOutcome, hang: &str) -> Finding {
    let text = plain(&signed.message);
    let at = plain(&signed.panicked_at);
    let failed = |observed: &str, details: &str, explanation: &str| Finding {
        details: joined_lines([hang, details]),
        ..Finding::new(CheckStatus::Failed, observed, explanation)
    };
    if let Some(Place { file, line }) = place(kata, &at) {
        if is_todo(&text) {
            let observed =
                format!("There is still a `todo!()` to fill in, in line {line} of {file}.");
            return Finding {
                todo: Some(Place { file, line }),
                ..failed(&observed, "", "")
            };
        }
        let observed = format!("Your code panicked in line {line} of {file}:");
        return failed(&observed, &text, lesson(&text));
    }
    if !at.is_empty() && !is_of_the_grader(&at) {
        let observed = format!("Something that your code calls panicked, in {at}:");
        return failed(&observed, &text, lesson(&text));
    }
    // The future is one of the checks', and panics because of what was done to it. An assertion of ours explains
    // such a panic itself, in a line of its own.
    if is_polled_after_its_end(&text) && !text.contains('\n') {
        return failed(
            "A future was polled again after its end, and panicked:",
            &text,
            POLLED_AFTER_ITS_END,
        );
    }
    // An assertion of ours says what was observed in its first line.
    let (observed, explanation) = text.split_once('\n').unwrap_or((&text, ""));
    failed(observed, "", explanation)
}

/// What a panic with a well-known text teaches.
fn lesson(text: &str) -> &'static str {
    let unwraps = |what: &str| text.starts_with("called `") && text.contains(what);
    let begins = |words: &str| text.starts_with(words);
    if is_polled_after_its_end(text) {
        POLLED_AFTER_ITS_END
    } else if unwraps("on an `Err` value") {
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
fn timed_out(limit: u32, places: &str, meaning: &str) -> Finding {
    let meaning = match (places, meaning) {
        ("", "") => {
            "Something waits for ever: an `.await` or a lock that nothing ends, or a loop without an end."
        }
        (_, meaning) => meaning,
    };
    let observed = format!("It was not done after {limit} s and was stopped.");
    Finding {
        details: places.into(),
        ..Finding::new(CheckStatus::TimedOut, observed, meaning)
    }
}

fn too_much_output() -> Finding {
    Finding::new(
        CheckStatus::Crashed,
        format!(
            "It was stopped because it had printed more than {} MiB.",
            CHECK_OUTPUT >> 20
        ),
        "Look for a loop that prints and never ends.",
    )
}

fn full_disk() -> Finding {
    Finding::new(
        CheckStatus::Crashed,
        format!(
            "It was stopped because its files had more than {} MiB.",
            CHECK_DISK >> 20
        ),
        "Look for a loop that writes and never ends.",
    )
}

fn large_file() -> Finding {
    Finding::new(
        CheckStatus::Crashed,
        format!(
            "It was stopped because it had written a file of more than {} MiB.",
            CHECK_OUTPUT >> 20
        ),
        "Look for a loop that writes and never ends.",
    )
}

/// Several threads use the time of several cores: it can be over before the clock says so.
fn cpu_time(limit: u32) -> Finding {
    Finding::new(
        CheckStatus::TimedOut,
        format!(
            "It used up its CPU time ({} s, on all cores together) and was stopped.",
            u64::from(limit) * CPU_PER_WALL
        ),
        "Look for a loop without an end that never waits, in several threads at once.",
    )
}

fn too_many_threads() -> Finding {
    Finding::new(
        CheckStatus::Crashed,
        format!("It was stopped because it had more than {THREADS} threads."),
        "Look for a loop that starts threads without waiting for any.",
    )
}

/// The process ended without having said how the check went.
fn crash(ended: &ProcessOutcome) -> Finding {
    let says = |words: &str| ended.output.contains(words);
    let crashed = |observed: &str, explanation: &str| {
        Finding::new(CheckStatus::Crashed, observed, explanation)
    };
    if says("memory allocation of") {
        return crashed(
            &format!(
                "It needed more than {} MiB of memory and was aborted.",
                CHECK_MEMORY >> 20
            ),
            "Look for a collection that grows without an end, or a loop without an end that fills one.",
        );
    }
    if says("failed to spawn thread") || says("failed to allocate an alternative stack") {
        return crashed(
            "It failed to spawn threads, because those it had were using up its memory.",
            "Look for a loop that starts threads without waiting for any.",
        );
    }
    let stack_overflow = || {
        crashed(
            "The stack overflowed and the process was ended.",
            "Look for a function that calls itself without an end, or for a very large local array.",
        )
    };
    if says("has overflowed its stack") {
        return stack_overflow();
    }
    match (ended.status.code(), ended.signal()) {
        (Some(code), _) => crashed(
            &format!("The process ended itself (exit code {code}) before the check had returned."),
            "A check passes only by returning: an early `exit`, whatever its code, is no pass.",
        ),
        (None, Some(SIGNAL_ABORT)) => crashed(
            "The process aborted before the check had returned.",
            "`std::process::abort`, and a panic in a destructor that runs during a panic, end like this.",
        ),
        // Safe Rust reaches no foreign memory but the page behind its stack.
        (None, Some(SIGNAL_SEGMENT | SIGNAL_BUS)) => stack_overflow(),
        (None, signal) => crashed(
            &format!(
                "The process was killed by signal {} before the check had returned.",
                signal.unwrap_or_default()
            ),
            "",
        ),
    }
}

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

#[cfg(test)]
mod tests;
