//! The results of katas: those that looking at the files gives, and those that compiling and running gives.

use crate::{
    catalog::Kata,
    rejection::{Rejection, RejectionKind},
    result::{Block, CheckResult, CheckStatus, KataResult, KataStatus, MutationMatrix},
    submission::{self, Files, Reading},
};

/// Whether `files` are still as they were given, so that there is nothing to grade.
pub fn is_untouched(kata: &Kata, files: &Files) -> bool {
    submission::same_ignoring_whitespace(files, &kata.stub)
}

/// A result with nothing in it yet.
pub fn empty(kata: &Kata, status: KataStatus) -> KataResult {
    KataResult {
        name: kata.name.clone(),
        chapter: kata.chapter.clone(),
        status,
        score: 0,
        max_score: kata.max_score(),
        hash: String::new(),
        cached: false,
        duration_ms: 0,
        blocks: Vec::new(),
        mutants: None,
        diagnostics: Vec::new(),
        checks: kata.checks.iter().map(CheckResult::not_run).collect(),
    }
}

/// What can be said of a kata's files by looking at them.
pub fn without_compiling(kata: &Kata, reading: &Reading) -> KataResult {
    let (exercise, name) = (&kata.exercise, &kata.name);
    let (status, text, hash) = match reading {
        Reading::Files(files) => (
            KataStatus::NotStarted,
            format!("Still as it was given. Start with {exercise}/README.md."),
            submission::hash(files),
        ),
        Reading::Missing(what) => (
            KataStatus::Missing,
            format!("{what} is not there. `cargo kata reset {name}` brings the exercise back."),
            String::new(),
        ),
        Reading::Elsewhere(folder) => (
            KataStatus::Missing,
            format!(
                "{exercise} is not there, but {folder} is called `{name}` in its Cargo.toml. If that is your \
                 answer, rename it back."
            ),
            String::new(),
        ),
        Reading::Refused(why) => (
            KataStatus::Refused,
            format!("Not read: {why}."),
            String::new(),
        ),
    };
    KataResult {
        blocks: vec![Block::Prose(text)],
        hash,
        ..empty(kata, status)
    }
}

/// What running the checks of one kata gave.
#[derive(Debug)]
pub struct CheckedAnswer {
    /// The checks, in order.
    pub checks: Vec<CheckResult>,
    /// For a file of tests: what its tests catch.
    pub mutants: Option<MutationMatrix>,
}

impl CheckedAnswer {
    /// Puts what the checks have shown into the kata's result. Says whether that is a fact about the files:
    /// a time-out is one about the machine, too.
    pub fn apply_to(self, result: &mut KataResult) -> bool {
        result.score = self.checks.iter().map(|check| check.score).sum();
        result.checks = self.checks;
        result.mutants = self.mutants;
        let (passed, all) = (result.passed_checks(), result.checks.len());
        result.blocks = vec![Block::Prose(format!("{passed} of {all} checks passed."))];
        result.status = if passed == all {
            KataStatus::Passed
        } else {
            KataStatus::Failed
        };
        let timed_out = |check: &CheckResult| check.status == CheckStatus::TimedOut;
        !result.checks.iter().any(timed_out)
    }
}

/// Puts a rejection into the kata's result, and says whether it is a fact about the files.
pub fn apply_rejection(result: &mut KataResult, rejection: Rejection) -> bool {
    result.status = match rejection.kind {
        RejectionKind::DoesNotCompile | RejectionKind::TakesTooLong => KataStatus::DoesNotCompile,
        RejectionKind::ApiChanged => KataStatus::SignatureChanged,
    };
    result.blocks = rejection.blocks;
    result.diagnostics = rejection.diagnostics;
    rejection.kind != RejectionKind::TakesTooLong
}
