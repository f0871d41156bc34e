//! What it says of a student's code that a compiler did not succeed over it. Pure: looks only at how
//! the compiler ended.

use crate::{
    diagnostics::{self, Spoken},
    explain,
    process::{Ended, Killed},
    report::human::strong,
    result::Diagnostic,
};
use anyhow::{Result, bail};
use std::time::Duration;

/// What is wrong with the student's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Complaint {
    /// It does not compile.
    DoesNotCompile(String, Vec<Diagnostic>),
    /// It compiles, but is not what the checks were promised.
    SignatureChanged(String, Vec<Diagnostic>),
}

/// The complaint over a compiler that was given `time` and `memory` (in bytes) for the files of
/// `exercise`. An `Err` means that the machine is to blame, not the code.
pub fn of(ended: &Ended, exercise: &str, time: Duration, memory: u64) -> Result<Complaint> {
    let gave_up = |what: String, look_for: &str| {
        let message = format!("The compiler {what} and was stopped. Look for {look_for}.");
        Ok(Complaint::DoesNotCompile(message, Vec::new()))
    };
    const GROWING: &str = "a type, a constant or a macro that grows without end";
    if ended.killed == Some(Killed::TimeOver) || ended.signal() == Some(CPU_TIME_OVER) {
        return gave_up(format!("was still at work after {time:?}"), GROWING);
    }
    if ended.killed == Some(Killed::Flood) {
        return gave_up(
            "had more errors than anybody reads".into(),
            "a macro that grows without end",
        );
    }
    let spoken = diagnostics::parse(&ended.output);
    let errors: Vec<&Spoken> = spoken.iter().filter(|s| s.is_error()).collect();
    match ended.status.code() {
        Some(1) if !errors.is_empty() => {
            if let Some(ours) = errors.iter().find(|s| s.is_ours()) {
                bail!(
                    "failed to compile, through no fault of the submission: {}",
                    ours.message
                );
            }
            let places = errors
                .iter()
                .filter_map(|s| s.diagnostic(exercise))
                .take(MOST_PLACES)
                .collect();
            Ok(Complaint::DoesNotCompile(told(&errors, exercise), places))
        }
        Some(1 | 101) | None if ended.output.contains("memory allocation of") => gave_up(
            format!("needed more than {} GiB of memory", memory >> 30),
            GROWING,
        ),
        None if ended.signal() == Some(FILE_TOO_LARGE) => gave_up(
            "wrote a file that is larger than any program".into(),
            "a very large constant or static",
        ),
        Some(1 | 101) | None => {
            let message = "The compiler itself gave up over this code (it crashed). Look for \
                           something nested very deeply.";
            Ok(Complaint::DoesNotCompile(message.into(), Vec::new()))
        }
        Some(code) => bail!(
            "failed to run the compiler (exit code {code}): {}",
            ended.output
        ),
    }
}

/// Nobody mends more errors than this before the next run.
const MOST_PLACES: usize = 100;
/// The first few errors as the compiler shows them, the well-known ones with a sentence of ours.
fn told(errors: &[&Spoken], exercise: &str) -> String {
    const IN_FULL: usize = 3;
    let mut text = String::new();
    let mut in_short: Vec<String> = Vec::new();
    for error in errors.iter().take(IN_FULL) {
        text.push_str(&error.rendered(exercise));
        if let Some(sentence) = explain::in_short(error)
            && !in_short.contains(&sentence)
        {
            text.push_str(&format!("{} {sentence}\n\n", strong("In short:")));
            in_short.push(sentence);
        }
    }
    match errors.len().saturating_sub(IN_FULL) {
        0 => {}
        1 => text.push_str("… and one more error\n"),
        more => text.push_str(&format!("… and {more} more errors\n")),
    }
    if !in_short.is_empty() {
        text.push_str(&stuck(exercise));
    }
    text
}

/// How to go on, for the kata in this folder.
pub fn stuck(exercise: &str) -> String {
    let folder = exercise.rsplit('/').next().unwrap_or_default();
    let kata = folder.split_once('_').map_or(folder, |(_, name)| name);
    format!("If that does not help: cargo kata hint {kata}\n")
}

/// SIGXCPU, which ends a process that has used up its CPU time.
const CPU_TIME_OVER: i32 = 24;
/// SIGXFSZ, which ends a process that writes more than a file may have.
const FILE_TOO_LARGE: i32 = 25;
