//! The process around a check: reads its orders, runs one check under a watchdog, signs the outcome.
//!
//! The grader appends a `main` to every `checks.rs` that calls [`main`]; nobody writes one by hand.
//! A pass is written only after the check's function has returned, with a key that was read before
//! any student code ran; the exit code and everything on stdout and stderr mean nothing.

use crate::{
    clock, hang, program,
    program::Program,
    record::{Key, Outcome, Record},
    sighting, stack, sys, timeline,
};
use std::{
    any::Any,
    fs::File,
    future::Future,
    io::{Read as _, Write as _},
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    path::PathBuf,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// A check by its name; the function runs it to its end.
pub type Check = (&'static str, fn());

/// What the grader calls the folder of the checks and that of the kit when it compiles them.
const OURS: [&str; 2] = ["hidden/", "grader/kit/"];

/// The first line on stdin, if addresses are to be described instead of a check to be run.
pub(crate) const DESCRIBE: &str = "describe\n";

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
    let text = input();
    if let Some(addresses) = text.strip_prefix(DESCRIBE) {
        describe(addresses);
    }
    let orders = Orders::parse(&text).expect("checks are run by the grader: `cargo run -p grader`");
    let limit = orders.limit;
    let Some(&(name, check)) = checks.iter().find(|(name, _)| *name == orders.check) else {
        panic!("there is no check `{}` in this program", orders.check);
    };
    orders.take_effect();
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
        .expect("failed to read the orders from stdin");
    text
}

/// Says what addresses stand for, one a line, in a process of its own, long after the one that hung: no
/// code of the student's runs here.
pub(crate) fn describe(addresses: &str) -> ! {
    for address in addresses.lines() {
        println!("{address}\n{}", stack::described(address));
    }
    sys::exit_now()
}

/// What the grader writes to the process's stdin, one value a line.
struct Orders {
    key: Key,
    check: String,
    record: PathBuf,
    paused: bool,
    limit: Duration,
    /// What the output begins with of a program that could not be started.
    mark: String,
    start_program_with: Vec<PathBuf>,
}

impl Orders {
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let digits = lines.next()?;
        let mut key = Key::default();
        for (byte, at) in key.iter_mut().zip((0..).step_by(2)) {
            *byte = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
        }
        Some(Self {
            key,
            check: lines.next()?.to_string(),
            record: lines.next()?.into(),
            paused: lines.next()? == "paused",
            limit: Duration::from_millis(lines.next()?.parse().ok()?),
            mark: lines.next()?.to_string(),
            start_program_with: lines.map(PathBuf::from).collect(),
        })
    }

    fn take_effect(self) {
        PAUSED.store(self.paused, Ordering::Relaxed);
        program::START_WITH.get_or_init(|| (self.mark, self.start_program_with));
        let file = File::create_new(&self.record).expect("failed to create the record");
        REPORTER.get_or_init(|| {
            Mutex::new(Some(Reporter {
                key: self.key,
                file,
            }))
        });
    }
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
        let record = Record {
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
            sightings: sighting::write(&match outcome {
                Outcome::Passed | Outcome::NotRun => Vec::new(),
                Outcome::Failed => hang::noted(),
                // Nobody else can report meanwhile, not even a check that comes to its end after all.
                Outcome::TimedOut => hang::look_around(),
            }),
            message,
        };
        // Failing to write leaves no valid record, which is not a pass; there is nobody to tell.
        let _ = file.write_all(record.sign(&key).as_bytes());
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
        format!("{}:{}", without_machine(at.file()), at.line())
    });
    let text = text_of(info.payload());
    let thread = thread::current();
    let name = thread.name().unwrap_or("<unnamed>");
    // A check's own panic is its verdict, or its plan; only the student's are news.
    if !OURS.iter().any(|ours| place.starts_with(ours)) {
        eprintln!("thread '{name}' panicked at {place}:\n{text}");
    }
    if let Ok(mut places) = PANICKED_AT.try_lock() {
        places.push((text, place));
        let surplus = places.len().saturating_sub(64);
        places.drain(..surplus);
    }
}

/// The path of a source file without the part that only says where this machine keeps its crates.
fn without_machine(file: &str) -> &str {
    let in_a_crate = file
        .split_once("/registry/src/")
        .and_then(|(_, rest)| rest.split_once('/'));
    if let Some((_, rest)) = in_a_crate {
        return rest;
    }
    // `/rustc/<hash>/library/…`, or a package's `/usr/src/rustc-1.96.0/library/…`
    match file.find("/library/") {
        Some(at) if file.starts_with('/') => &file[at + 1..],
        _ => file,
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
