//! Interprets a compiler that did not succeed: is the student's code to blame, and what do we tell them?
//! Pure: looks only at how the compiler ended.

pub mod api_diff;
pub mod explain;
pub mod forbidden;
pub mod rustc_message;

use crate::{
    process::{
        limits,
        outcome::{KillReason, ProcessOutcome},
    },
    rejection::rustc_message::Spoken,
    report::human::strong,
    result::Diagnostic,
};
use anyhow::anyhow;

/// What is wrong with the student's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Complaint {
    /// It does not compile.
    DoesNotCompile(String, Vec<Diagnostic>),
    /// It compiles, but is not what the checks were promised.
    SignatureChanged(String, Vec<Diagnostic>),
    /// The compiler was not done in time, which may be different the next time.
    TakesTooLong(String),
}

impl Complaint {
    /// What to tell the student.
    pub fn message(&self) -> &str {
        match self {
            Complaint::DoesNotCompile(message, _)
            | Complaint::SignatureChanged(message, _)
            | Complaint::TakesTooLong(message) => message,
        }
    }
}

/// Why the way to a compiled answer ends here.
#[derive(Debug)]
pub enum Stop {
    /// The student is to blame: an error is in their own lines.
    Rejected(Complaint),
    /// The student or the machine is to blame.
    Doubtful(Doubt),
    /// The machine is to blame.
    Failed(anyhow::Error),
}

/// A compiler's end that does not say who is to blame.
#[derive(Debug)]
pub struct Doubt {
    /// What to say if it is the student.
    pub complaint: Complaint,
    /// What was seen, for whoever looks after the machine.
    pub symptom: String,
    /// Whether it is the student as soon as the stub compiles; else the student's code gets a second chance,
    /// with everything made anew.
    pub is_settled_by_ours: bool,
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Stop::Failed(error)
    }
}

impl Stop {
    /// For those who can do without: only the machine's failure is an error.
    pub fn or_nothing<T>(self) -> anyhow::Result<Option<T>> {
        match self {
            Stop::Failed(error) => Err(error),
            Stop::Rejected(_) | Stop::Doubtful(_) => Ok(None),
        }
    }
}

/// Who is to blame for a compiler that ended like this over the files of `exercise`.
pub fn of(ended: &ProcessOutcome, exercise: &str) -> Stop {
    if let Some(limit) = ended.killed {
        return over(limit);
    }
    let spoken = rustc_message::parse(&ended.output);
    let errors: Vec<&Spoken> = spoken.iter().filter(|s| s.is_error()).collect();
    let cannot_load = errors.iter().any(|error| error.is_about_libraries());
    let theirs = errors
        .iter()
        .any(|error| error.diagnostic(exercise).is_some());
    if theirs && !cannot_load {
        return Stop::Rejected(does_not_compile(&errors, exercise));
    }
    if let Some(words) = MACHINE.iter().find(|words| ended.output.contains(**words)) {
        let line = ended.output.lines().find(|line| line.contains(*words));
        return Stop::Failed(anyhow!(
            "the machine kept the compiler from working: {}",
            line.map_or_else(String::new, readable)
        ));
    }
    if ended.output.contains("memory allocation of") {
        return gave_up(
            &format!(
                "needed more than {} GiB of memory",
                limits::COMPILER_MEMORY >> 30
            ),
            GROWING,
        );
    }
    let complaint = match ended.status.code() {
        Some(1) if !errors.is_empty() => does_not_compile(&errors, exercise),
        Some(1 | 101) | None => Complaint::DoesNotCompile(
            "The compiler itself gave up over this code (it crashed). Look for something nested very deeply."
                .into(),
            Vec::new(),
        ),
        Some(code) => {
            return Stop::Failed(anyhow!(
                "failed to run the compiler (exit code {code}): {}",
                ended.output
            ));
        }
    };
    let first = errors.first().map(|error| error.message.clone());
    Stop::Doubtful(Doubt {
        complaint,
        symptom: first.unwrap_or_else(|| crash(ended)),
        is_settled_by_ours: false,
    })
}

/// How a compiler crashed: its status, and the first that it said, which is no message about code.
fn crash(ended: &ProcessOutcome) -> String {
    const MOST: usize = 200;
    let mut lines = ended.output.lines().filter(|line| !line.starts_with('{'));
    let said = lines.find(|line| !line.trim().is_empty()).unwrap_or("");
    let said: String = said.chars().take(MOST).collect();
    format!("it crashed ({}) {said}", ended.status)
}

/// What the system says when it has nothing left to give, by the numbers of Unix, whatever the language:
/// input and output failed (5), too many open files (23, 24), no space (28), a read-only disk (30), the
/// quota is used up (122). In a student's own lines these words are theirs.
const MACHINE: [&str; 6] = [
    "(os error 5)",
    "(os error 23)",
    "(os error 24)",
    "(os error 28)",
    "(os error 30)",
    "(os error 122)",
];

/// A line of the compiler's, or the message in it.
fn readable(line: &str) -> String {
    let spoken = rustc_message::parse(line);
    spoken
        .first()
        .map_or_else(|| line.to_string(), |s| s.message.clone())
}

const GROWING: &str = "a type, a constant or a macro that grows without end";

/// The compiler was killed over a limit, which no code of ours comes near.
fn over(limit: KillReason) -> Stop {
    match limit {
        KillReason::WallTime | KillReason::CpuTime => {
            let time = match limit {
                KillReason::CpuTime => limits::COMPILER_CPU_TIME,
                _ => limits::COMPILER_WALL_TIME,
            };
            let message = format!(
                "The compiler was still at work after {time:?} and was stopped. Look for {GROWING}."
            );
            Stop::Doubtful(Doubt {
                complaint: Complaint::TakesTooLong(message),
                symptom: format!("it was still at work after {time:?}"),
                is_settled_by_ours: true,
            })
        }
        KillReason::Output => gave_up(
            "had more errors than anybody reads",
            "a macro that grows without end",
        ),
        KillReason::FileSize | KillReason::Disk => gave_up(
            "wrote a file that is larger than any program",
            "a very large constant or static",
        ),
        KillReason::Threads => gave_up("started more threads than it may have", GROWING),
    }
}

fn gave_up(what: &str, look_for: &str) -> Stop {
    let message = format!("The compiler {what} and was stopped. Look for {look_for}.");
    Stop::Doubtful(Doubt {
        complaint: Complaint::DoesNotCompile(message, Vec::new()),
        symptom: format!("it {what}"),
        is_settled_by_ours: true,
    })
}

fn does_not_compile(errors: &[&Spoken], exercise: &str) -> Complaint {
    let places = errors
        .iter()
        .filter_map(|error| error.diagnostic(exercise))
        .take(MOST_PLACES)
        .collect();
    Complaint::DoesNotCompile(told(errors, exercise), places)
}

/// The errors in the folder `checks`, if they are all there is: no error in the student's files in
/// `exercise`, none over libraries, and the compiler came to its end.
pub fn errors_in(ended: &ProcessOutcome, checks: &str, exercise: &str) -> Vec<Spoken> {
    let mut errors = rustc_message::parse(&ended.output);
    errors.retain(Spoken::is_error);
    let others = |error: &Spoken| error.is_in(exercise) || error.is_about_libraries();
    let ours = errors.iter().any(|error| error.is_in(checks));
    if !ours || ended.killed.is_some() || errors.iter().any(others) {
        return Vec::new();
    }
    errors
}

/// What the first of these errors says.
pub fn first_of(errors: &[Spoken]) -> String {
    errors
        .first()
        .map_or_else(String::new, |error| error.message.clone())
}

/// The most diagnostics that are reported of one run.
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
