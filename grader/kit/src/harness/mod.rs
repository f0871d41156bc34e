//! The entry points of the processes that run a check, or a student's program that hung.
//!
//! The grader appends a `main` to every `checks.rs` that calls [`main`]; nobody writes one by hand.
//! A pass is written only after the check's function has returned, with a key that was read before
//! any student code ran; the exit code and everything on stdout and stderr mean nothing.

pub mod hang_probe;
mod request;

use crate::{
    clock::{self, AsyncCheck},
    hang,
    program::Program,
    report::{self, CheckProcess},
    sys,
};
use kata_protocol::{Clock, OrdersReport, Outcome, Request, TimeHad};
use request::{read_request, symbolize};
use std::{
    future::Future,
    panic::{self, AssertUnwindSafe},
    thread,
    time::{Duration, Instant},
};

/// A check by its name; the function runs it to its end.
pub type Check = (&'static str, fn());

/// Runs an `async fn` check on the clock that its kata asks for. On the paused clock it is run with every seed.
pub fn on_the_katas_clock<F: Future<Output = ()>>(check: impl Fn() -> F) {
    run_on_the_katas_clock(&|| Box::pin(check()));
}

fn run_on_the_katas_clock(check: AsyncCheck<'_>) {
    match process().clock {
        Clock::Paused => clock::paused_with_every_seed(check),
        Clock::Real => clock::real(check()),
    }
}

/// Runs a check that drives the student's binary.
pub fn with_the_program(check: impl FnOnce(Program)) {
    let process = process();
    check(Program::new(
        &process.not_started_mark,
        &process.start_program_with,
    ));
}

/// What says where a search is, and what it ends with.
pub type SearchEnds = (fn() -> Vec<String>, fn(OrdersReport, String) -> !);

/// Runs a check that is a search through all orders of its threads, for half of the time that the check has; or shows
/// the order with the choices that are asked for.
pub fn in_every_order(search: fn(SearchEnds, Duration, Option<&'static [usize]>) -> !) {
    let ends: SearchEnds = (hang::in_the_program, |orders, text| {
        process().report_orders(orders, text)
    });
    search(ends, process().time_limit / 2, process().order.as_deref())
}

fn process() -> &'static CheckProcess {
    report::check_process().expect("checks are run by `main`")
}

/// Runs the one check that the grader asks for on stdin, and never returns.
pub fn main(checks: &[Check]) -> ! {
    sys::deny_ptrace();
    if let Some((_, check)) = checks.first() {
        hang::set_anchor(*check);
    }
    let request = match read_request() {
        Some(Request::Check(request)) => request,
        Some(Request::Symbolize(addresses)) => symbolize(addresses),
        None => panic!("checks are run by the grader: `cargo run -p grader`"),
    };
    let Some(&(_, check)) = checks.iter().find(|(name, _)| *name == request.check) else {
        panic!("there is no check `{}` in this program", request.check);
    };
    let time_limit = request.time_limit;
    let process = report::begin(request);
    panic::set_hook(Box::new(|info| process.note_panic(info)));
    start_watchdog(process, time_limit);
    match panic::catch_unwind(AssertUnwindSafe(check)) {
        Ok(()) => process.report(Outcome::Passed, String::new()),
        Err(payload) => process.report(Outcome::Failed, report::text_of(&*payload)),
    }
}

/// Waits until this process has had `time`; on a busy machine that may take longer.
fn wait_until_it_has_had(time: Duration) {
    const OFTEN: Duration = Duration::from_millis(250);
    let began = Instant::now();
    let mut had = TimeHad::default();
    while !had.is_over(time) {
        thread::sleep(had.left_of(time).min(OFTEN));
        had.note(began.elapsed(), sys::cpu_time());
    }
}

fn start_watchdog(process: &'static CheckProcess, time_limit: Duration) {
    let watchdog = thread::Builder::new()
        .name("watchdog".into())
        .spawn(move || {
            wait_until_it_has_had(time_limit);
            process.report(Outcome::TimedOut, hang::hint());
        });
    if let Err(error) = watchdog {
        report::could_not_run(&format!("failed to start the watchdog: {error}"));
    }
}
