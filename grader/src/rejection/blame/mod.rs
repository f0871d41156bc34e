//! Who is to blame for a compiler that did not succeed: the one place where that is decided.

use super::{
    AttemptError, Doubt, Evidence, Rejection, RejectionKind, api_diff, explain,
    rustc_message::{self, RustcMessage},
};
use crate::{
    catalog::Kata,
    process::{
        limits,
        outcome::{KillReason, ProcessOutcome},
    },
    result::Block,
    submission::Files,
};
use anyhow::anyhow;
use kata_protocol::CHECKS_FOLDER;

/// What the compiler was working on.
#[derive(Debug, Clone, Copy)]
pub enum Compiled<'a> {
    /// The student's code alone.
    Student,
    /// The checks, against the student's code, which compiles by itself.
    Checks(&'a Files),
}

/// Who is to blame for a compiler that ended like this over an answer to `kata`.
///
/// An error in the student's lines is theirs. A limit of the system's is the machine's. Whatever else ends the
/// compiler leaves a doubt: the caller compiles the stub in the same way, and that decides.
pub fn judge(ended: &ProcessOutcome, compiled: Compiled<'_>, kata: &Kata) -> AttemptError {
    if let Some(limit) = ended.killed {
        return over_a_limit(limit);
    }
    let mut errors = rustc_message::parse(&ended.output);
    errors.retain(RustcMessage::is_error);
    let about_libraries = errors.iter().any(RustcMessage::is_about_libraries);
    let in_the_answer = errors.iter().any(|error| error.is_in(&kata.exercise));
    if let Compiled::Checks(files) = compiled
        && errors.iter().any(|error| error.is_in(CHECKS_FOLDER))
        && !in_the_answer
        && !about_libraries
    {
        return AttemptError::Doubtful(Doubt {
            symptom: first_sentence(&errors),
            rejection: api_diff::explain_mismatch(kata, files, &errors),
            settled_by: Evidence::TheStub,
        });
    }
    // A generic function of the student's is compiled with the checks, for the types that they use.
    let theirs = errors
        .iter()
        .any(|error| error.diagnostic(&kata.exercise).is_some());
    if theirs && !about_libraries {
        return AttemptError::Rejected(does_not_compile(&errors, kata));
    }
    if let Some(lack) = machine_lack(&ended.output) {
        return AttemptError::Failed(anyhow!(
            "the machine kept the compiler from working: {lack}"
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
    let rejection = match ended.status.code() {
        Some(1) if !errors.is_empty() => does_not_compile(&errors, kata),
        Some(1 | 101) | None => Rejection::of_sentences(
            RejectionKind::DoesNotCompile,
            "The compiler itself gave up over this code (it crashed). Look for something nested very deeply.",
        ),
        Some(code) => {
            return AttemptError::Failed(anyhow!(
                "failed to run the compiler (exit code {code}): {}",
                ended.output
            ));
        }
    };
    let symptom = if errors.is_empty() {
        describe_crash(ended)
    } else {
        first_sentence(&errors)
    };
    AttemptError::Doubtful(Doubt {
        rejection,
        symptom,
        settled_by: Evidence::TheStubAndASecondTry,
    })
}

fn first_sentence(errors: &[RustcMessage]) -> String {
    let first = errors.first();
    first.map_or_else(String::new, |error| error.message().to_string())
}

/// How a compiler crashed: its status, and the first that it said, which is no message about code.
fn describe_crash(ended: &ProcessOutcome) -> String {
    const MOST: usize = 200;
    let mut lines = ended.output.lines().filter(|line| !line.starts_with('{'));
    let said = lines.find(|line| !line.trim().is_empty()).unwrap_or("");
    let said: String = said.chars().take(MOST).collect();
    format!("it crashed ({}) {said}", ended.status)
}

/// What the system says when it has nothing left to give, by the numbers of Unix, whatever the language:
/// input and output failed (5), too many open files (23, 24), no space (28), a read-only disk (30), the
/// quota is used up (122). In a student's own lines these words are theirs.
const MACHINE_LACKS: [&str; 6] = [
    "(os error 5)",
    "(os error 23)",
    "(os error 24)",
    "(os error 28)",
    "(os error 30)",
    "(os error 122)",
];

/// The line in which the system says that it has nothing left.
fn machine_lack(output: &str) -> Option<String> {
    let lacks = |line: &&str| MACHINE_LACKS.iter().any(|words| line.contains(words));
    let line = output.lines().find(lacks)?;
    let messages = rustc_message::parse(line);
    let readable = messages.first().map(RustcMessage::message);
    Some(readable.unwrap_or(line).to_string())
}

const GROWING: &str = "a type, a constant or a macro that grows without end";

/// The compiler was killed over a limit, which no code of ours comes near.
fn over_a_limit(limit: KillReason) -> AttemptError {
    match limit {
        KillReason::WallTime => took_too_long(limits::COMPILER_WALL_TIME),
        KillReason::CpuTime => took_too_long(limits::COMPILER_CPU_TIME),
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

fn took_too_long(time: std::time::Duration) -> AttemptError {
    AttemptError::Doubtful(Doubt {
        rejection: Rejection::of_sentences(
            RejectionKind::TakesTooLong,
            format!(
                "The compiler was still at work after {time:?} and was stopped. Look for {GROWING}."
            ),
        ),
        symptom: format!("it was still at work after {time:?}"),
        settled_by: Evidence::TheStub,
    })
}

fn gave_up(what: &str, look_for: &str) -> AttemptError {
    AttemptError::Doubtful(Doubt {
        rejection: Rejection::of_sentences(
            RejectionKind::DoesNotCompile,
            format!("The compiler {what} and was stopped. Look for {look_for}."),
        ),
        symptom: format!("it {what}"),
        settled_by: Evidence::TheStub,
    })
}

/// The most diagnostics that are reported of one run.
const MOST_PLACES: usize = 100;

/// The first few errors as the compiler shows them, the well-known ones with a sentence of ours.
fn does_not_compile(errors: &[RustcMessage], kata: &Kata) -> Rejection {
    const IN_FULL: usize = 3;
    let mut blocks = Vec::new();
    let mut explained = false;
    for error in errors.iter().take(IN_FULL) {
        blocks.push(Block::Rustc(error.rendered(&kata.exercise)));
        let in_short = explain::in_short(error).map(Block::InShort);
        if let Some(in_short) = in_short.filter(|block| !blocks.contains(block)) {
            blocks.push(in_short);
            explained = true;
        }
    }
    match errors.len().saturating_sub(IN_FULL) {
        0 => {}
        1 => blocks.push(Block::Prose("… and one more error\n".into())),
        more => blocks.push(Block::Prose(format!("… and {more} more errors\n"))),
    }
    blocks.push(explain::way_on(kata, explained));
    let places = errors.iter();
    let places = places.filter_map(|error| error.diagnostic(&kata.exercise));
    Rejection {
        kind: RejectionKind::DoesNotCompile,
        blocks,
        diagnostics: places.take(MOST_PLACES).collect(),
    }
}

#[cfg(test)]
mod tests;
