//! The process around a check: reads its orders, runs one check under a watchdog, signs the outcome.
//!
//! The grader appends a `main` to every `checks.rs` that calls [`main`]; nobody writes one by hand.
//! A pass is written only after the check's function has returned, with a key that was read before
//! any student code ran; the exit code and everything on stdout and stderr mean nothing.

use crate::{clock, hang, program, program::Program, stack, sys, timeline};
use kata_protocol::{
    CheckRequest, Clock, HangSamples, Key, Outcome, Request, SignedOutcome, is_of_the_grader,
    without_local_prefix,
};
use std::{
    any::Any,
    fs::File,
    future::Future,
    io::{Read as _, Write as _},
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// A check by its name; the function runs it to its end.
pub type Check = (&'static str, fn());

/// The name of the check that this process runs.
static CHECK: OnceLock<&str> = OnceLock::new();
static PAUSED: AtomicBool = AtomicBool::new(true);
static REPORTER: OnceLock<Mutex<Option<Reporter>>> = OnceLock::new();
static PANICKED_AT: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// Runs an `async fn` check on the clock that its kata asks for.
pub fn on_the_katas_clock(check: impl Future<Output = ()>) {
    match PAUSED.load(Ordering::Relaxed) {
        true => clock::paused(check),
        false => clock::real(check),
    }
}

/// Runs a check that drives the student's binary.
pub fn with_the_program(check: impl FnOnce(Program)) {
    check(Program::of_the_student());
}

/// Runs the one check that the grader asks for on stdin, and never returns.
pub fn main(checks: &[Check]) -> ! {
    sys::hide_memory();
    if let Some((_, check)) = checks.first() {
        stack::set_anchor(*check);
    }
    let request = match Request::parse(&input()) {
        Some(Request::Check(request)) => request,
        Some(Request::Symbolize(addresses)) => symbolize(addresses),
        None => panic!("checks are run by the grader: `cargo run -p grader`"),
    };
    let limit = request.time_limit;
    let Some(&(name, check)) = checks.iter().find(|(name, _)| *name == request.check) else {
        panic!("there is no check `{}` in this program", request.check);
    };
    prepare(request);
    panic::set_hook(Box::new(note_panic));
    CHECK.get_or_init(|| name);
    let watchdog = thread::Builder::new()
        .name("watchdog".into())
        .spawn(move || {
            thread::sleep(limit);
            report(name, Outcome::TimedOut, hang::meaning());
        });
    if let Err(error) = watchdog {
        could_not_run(&format!("failed to start the watchdog: {error}"));
    }
    match panic::catch_unwind(AssertUnwindSafe(check)) {
        Ok(()) => report(name, Outcome::Passed, String::new()),
        Err(payload) => report(name, Outcome::Failed, shortened(text_of(&*payload))),
    }
}

/// Ends the process with word to the grader that the check could not be run: the machine is to blame.
pub(crate) fn could_not_run(why: &str) -> ! {
    let check = CHECK.get().copied().unwrap_or_default();
    report(check, Outcome::NotRun, why.to_string())
}

/// All that the grader writes to stdin.
pub(crate) fn input() -> String {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .expect("failed to read the request from stdin");
    text
}

/// Prints what addresses stand for, in a process of its own, long after the one that hung: no code of the
/// student's runs here.
pub(crate) fn symbolize(addresses: Vec<String>) -> ! {
    println!("{}", stack::symbolize(addresses).write());
    sys::exit_now()
}

/// Does what the request says before the check begins.
fn prepare(request: CheckRequest) {
    PAUSED.store(request.clock == Clock::Paused, Ordering::Relaxed);
    program::START_WITH.get_or_init(|| (request.not_started_mark, request.start_program_with));
    let file =
        File::create_new(&request.outcome_file).expect("failed to create the outcome's file");
    REPORTER.get_or_init(|| {
        Mutex::new(Some(Reporter {
            key: request.key,
            file,
        }))
    });
}

struct Reporter {
    key: Key,
    file: File,
}

/// Signs and writes the outcome and ends the process. Whoever comes second waits for that end.
fn report(check: &str, outcome: Outcome, message: String) -> ! {
    let reporter = REPORTER.get().expect("the orders were read first");
    let mut reporter = reporter.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(Reporter { key, mut file }) = reporter.take() {
        let passed = outcome == Outcome::Passed;
        let outcome = SignedOutcome {
            check: check.to_string(),
            outcome,
            panicked_at: if passed {
                String::new()
            } else {
                place_of(&message)
            },
            timeline: if passed {
                String::new()
            } else if outcome == Outcome::Failed {
                timeline::picture_of_failure()
            } else {
                timeline::current_picture()
            },
            samples: match outcome {
                Outcome::Passed | Outcome::NotRun => HangSamples::default(),
                Outcome::Failed => hang::noted(),
                // Nobody else can report meanwhile, not even a check that comes to its end after all.
                Outcome::TimedOut => hang::look_around(),
            },
            message,
        };
        // Failing to write leaves no valid outcome, which is not a pass; there is nobody to tell.
        let _ = file.write_all(outcome.sign(&key).as_bytes());
    }
    sys::exit_now()
}

/// The beginning of a message that somebody filled with everything they had.
fn shortened(message: String) -> String {
    const MOST: usize = 8 * 1024;
    match message.char_indices().nth(MOST) {
        Some((at, _)) => format!("{} …", &message[..at]),
        None => message,
    }
}

/// Keeps where every panic happened, and prints the student's like the standard hook does.
fn note_panic(info: &PanicHookInfo<'_>) {
    if hang::is_looking() {
        return;
    }
    timeline::about_to_panic();
    let place = info.location().map_or_else(String::new, |at| {
        format!("{}:{}", without_local_prefix(at.file()), at.line())
    });
    let text = text_of(info.payload());
    let thread = thread::current();
    let name = thread.name().unwrap_or("<unnamed>");
    // A check's own panic is its verdict, or its plan; only the student's are news.
    if !is_of_the_grader(&place) {
        eprintln!("thread '{name}' panicked at {place}:\n{text}");
    }
    if let Ok(mut places) = PANICKED_AT.try_lock() {
        places.push((text, place));
        let surplus = places.len().saturating_sub(64);
        places.drain(..surplus);
    }
}

/// Where the panic with this text happened.
pub(crate) fn place_of(message: &str) -> String {
    let Ok(places) = PANICKED_AT.try_lock() else {
        return String::new();
    };
    let message = message.trim_end_matches(" …");
    let found = places
        .iter()
        .rev()
        .find(|(text, _)| text.starts_with(message));
    found.map(|(_, place)| place.clone()).unwrap_or_default()
}

/// The text of a panic: a literal is a `&str`, a formatted one a `String`.
pub(crate) fn text_of(payload: &(dyn Any + Send)) -> String {
    let literal = payload.downcast_ref::<&str>().map(|text| text.to_string());
    literal
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".into())
}
