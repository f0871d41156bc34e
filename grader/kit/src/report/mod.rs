//! The process of a check, and how it reports: one signed outcome, then the end.

mod panics;

pub(crate) use panics::text_of;

use crate::{case, hang, measure, sys};
use kata_protocol::{
    CheckRequest, Clock, HangSamples, Key, OrderEnd, OrdersReport, Outcome, SignedOutcome,
    is_of_the_grader, without_local_prefix,
};
use panics::{NotedPanic, PanicLog, shortened};
use std::{
    fs::File,
    io::Write as _,
    panic::PanicHookInfo,
    path::PathBuf,
    sync::{Mutex, OnceLock, PoisonError},
    thread,
    time::Duration,
};

/// What a process that runs one check knows of it.
pub(crate) struct CheckProcess {
    /// The check's name.
    check: String,
    /// The clock of an `async fn` check.
    pub clock: Clock,
    /// The time after which the watchdog ends the check.
    pub time_limit: Duration,
    /// The choices of the order that is to be shown, if one is.
    pub order: Option<Vec<usize>>,
    /// What the output begins with of a student's program that could not be started.
    pub not_started_mark: String,
    /// How to start the student's program; empty where there is none.
    pub start_program_with: Vec<PathBuf>,
    panics: PanicLog,
    /// How a search through all orders of threads has ended.
    orders: Mutex<Option<OrdersReport>>,
    /// The first report takes it.
    reporter: Mutex<Option<Reporter>>,
}

struct Reporter {
    key: Key,
    file: File,
}

static PROCESS: OnceLock<CheckProcess> = OnceLock::new();

/// The process of a check; `None` in a process that runs none.
pub(crate) fn check_process() -> Option<&'static CheckProcess> {
    PROCESS.get()
}

/// Creates the file of the outcome, empty: from here on whatever happens is the check's.
pub(crate) fn begin(request: CheckRequest) -> &'static CheckProcess {
    PROCESS.get_or_init(|| CheckProcess::new(request))
}

/// Ends the process with word to the grader that the check could not be run: the machine is to blame.
pub(crate) fn could_not_run(why: &str) -> ! {
    let process = check_process().expect("a check is being run");
    process.report(Outcome::NotRun, why.to_string())
}

/// Where the panic with this text happened; empty if that is not known.
pub(crate) fn place_of(text: &str) -> String {
    check_process().map_or(String::new(), |process| process.panics.find(text).place)
}

/// Fails the check as if the student's code had panicked in this process, with this text at this `place`: another
/// process of theirs has.
pub(crate) fn resume_panic_of_another_process(text: &str, place: &str) -> ! {
    if let Some(process) = check_process() {
        process.panics.note(NotedPanic {
            text: text.into(),
            place: place.into(),
            case: case::current(),
        });
    }
    std::panic::resume_unwind(Box::new(text.to_string()))
}

impl CheckProcess {
    fn new(request: CheckRequest) -> Self {
        let file = File::create_new(&request.outcome_file);
        Self {
            check: request.check,
            clock: request.clock,
            time_limit: request.time_limit,
            order: request.order,
            not_started_mark: request.not_started_mark,
            start_program_with: request.start_program_with,
            panics: PanicLog::default(),
            orders: Mutex::default(),
            reporter: Mutex::new(Some(Reporter {
                key: request.key,
                file: file.expect("failed to create the outcome's file"),
            })),
        }
    }

    /// Reports how a search through all orders of threads has ended; `text` is that of the panic that ended it.
    pub(crate) fn report_orders(&self, orders: OrdersReport, text: String) -> ! {
        let order = orders.failing.as_ref().or(orders.chosen.as_ref());
        let (outcome, text) = match order.map(|order| order.end) {
            None | Some(OrderEnd::Passed | OrderEnd::IsOpen) => (Outcome::Passed, String::new()),
            Some(OrderEnd::Panicked) => (Outcome::Failed, text),
            Some(
                OrderEnd::Deadlock | OrderEnd::Spins | OrderEnd::WaitsForStopped | OrderEnd::Blocks,
            ) => (Outcome::Failed, hang::hint()),
        };
        *self.orders.lock().unwrap_or_else(PoisonError::into_inner) = Some(orders);
        self.report(outcome, text)
    }

    /// Signs and writes the outcome and ends the process. A second report, from another thread, waits for that end.
    pub(crate) fn report(&self, outcome: Outcome, message: String) -> ! {
        let reporter = self.reporter.lock();
        let mut reporter = reporter.unwrap_or_else(PoisonError::into_inner);
        if let Some(Reporter { key, mut file }) = reporter.take() {
            let outcome = self.outcome(outcome, shortened(message));
            // Failing to write leaves no valid outcome, which is not a pass; there is nobody to tell.
            let _ = file.write_all(outcome.sign(&key).as_bytes());
        }
        sys::exit_without_cleanup()
    }

    fn outcome(&self, outcome: Outcome, message: String) -> SignedOutcome {
        let (picture, samples) = match outcome {
            Outcome::Passed => Default::default(),
            Outcome::NotRun => (measure::current_picture(), HangSamples::default()),
            Outcome::Failed => (measure::picture_of_failure(), hang::noted()),
            // Meanwhile no other thread can report, not even a check that comes to its end after all.
            Outcome::TimedOut => (measure::current_picture(), hang::sample_all()),
        };
        let panic = match outcome {
            Outcome::Passed => NotedPanic::default(),
            Outcome::Failed => self.panics.find(&message),
            Outcome::TimedOut | Outcome::NotRun => NotedPanic {
                case: case::current(),
                ..self.panics.find(&message)
            },
        };
        SignedOutcome {
            check: self.check.clone(),
            outcome,
            message,
            panicked_at: panic.place,
            case: panic.case,
            tried: case::tried(),
            picture,
            samples,
            orders: self
                .orders
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        }
    }

    /// For the panic hook: keeps where a panic happened, and prints the student's as the standard hook does.
    pub(crate) fn note_panic(&self, info: &PanicHookInfo<'_>) {
        if hang::is_sampling() {
            return;
        }
        measure::about_to_panic();
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
        self.panics.note(NotedPanic {
            text,
            place,
            case: case::current(),
        });
    }
}
