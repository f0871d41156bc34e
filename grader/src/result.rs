//! What a run of the grader says to machines: the schema `async-katas/result/v1`.
//!
//! The tests' golden files pin it. A field is added under a new schema name only.

use crate::catalog::checks::CheckSpec;
use serde::{Deserialize, Serialize};

/// The schema's name.
pub const SCHEMA: &str = "async-katas/result/v1";

/// The whole result.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunResult {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Who graded.
    pub grader: GraderInfo,
    /// What was graded.
    pub submission: SubmissionInfo,
    /// When it was handed in, in RFC 3339, where that is known.
    pub submitted_at: Option<String>,
    /// When it was graded, in RFC 3339.
    pub graded_at: String,
    /// The points reached.
    pub score: u32,
    /// The points of all katas asked for.
    pub max_score: u32,
    /// The katas asked for, in catalogue order.
    pub katas: Vec<KataResult>,
}

/// Who graded.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GraderInfo {
    /// The grader's version.
    pub version: String,
    /// The compiler, as it names itself.
    pub toolchain: String,
    /// The protections under which foreign code ran: `none`, or some of `landlock+seccomp+limits`.
    pub sandbox: String,
}

/// What was graded.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SubmissionInfo {
    /// Its folder's name.
    pub name: String,
    /// The SHA-256 of all the katas' hashes.
    pub hash: String,
}

/// One kata.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KataResult {
    /// The kata's name.
    pub name: String,
    /// The chapter's folder.
    pub chapter: String,
    /// How it went.
    pub status: KataStatus,
    /// The points of the checks that passed.
    pub score: u32,
    /// The points of all its checks.
    pub max_score: u32,
    /// The SHA-256 of the student's files; empty where there are none.
    pub hash: String,
    /// Whether the answer was kept from an earlier run.
    pub cached: bool,
    /// Milliseconds from the student's files to the verdict, in the run that graded it.
    pub duration_ms: u64,
    /// What happened, in a sentence or two.
    pub message: String,
    /// The compiler's errors, at places in the student's files.
    pub diagnostics: Vec<Diagnostic>,
    /// The checks, in order.
    pub checks: Vec<CheckResult>,
}

/// How a kata went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KataStatus {
    /// Every check passed.
    Passed,
    /// At least one did not.
    Failed,
    /// It is still the stub.
    NotStarted,
    /// The student's code does not compile.
    DoesNotCompile,
    /// The student's code compiles, but the checks do not find what the kata promises.
    SignatureChanged,
    /// There are no files.
    Missing,
    /// There are files that are not read.
    Refused,
    /// The grader or the machine failed.
    NotGraded,
}

/// One error of the compiler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The student's file, as a path in the repository.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// `error`.
    pub level: String,
    /// The compiler's sentence, with its code where it has one.
    pub message: String,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The check's name.
    pub name: String,
    /// What is promised.
    pub promise: String,
    /// How it went.
    pub status: CheckStatus,
    /// Its points, if it passed.
    pub score: u32,
    /// Its points.
    pub max_score: u32,
    /// What was observed, and the misconception behind it; empty for a pass.
    pub message: String,
    /// The picture of what ran when, where there is one.
    pub timeline: Option<String>,
    /// Where in the student's files it went wrong or stands still.
    pub stuck_at: Vec<Place>,
    /// The beginning of what it printed.
    pub output: String,
    /// Milliseconds that its process ran.
    pub duration_ms: u64,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    /// Its function returned.
    Passed,
    /// It saw a broken promise.
    Failed,
    /// It was not done in time.
    TimedOut,
    /// Its process ended without a verdict.
    Crashed,
    /// It was not run.
    NotRun,
}

/// A place in the student's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file, as a path in the repository.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

impl CheckResult {
    /// Of a check that was not run, because there was nothing to run.
    pub fn not_run(check: &CheckSpec) -> Self {
        Self {
            name: check.name.clone(),
            promise: check.promise.clone(),
            status: CheckStatus::NotRun,
            score: 0,
            max_score: check.points,
            message: String::new(),
            timeline: None,
            stuck_at: Vec::new(),
            output: String::new(),
            duration_ms: 0,
        }
    }
}

impl KataResult {
    /// How many of its checks passed.
    pub fn passed_checks(&self) -> usize {
        let passed = |check: &&CheckResult| check.status == CheckStatus::Passed;
        self.checks.iter().filter(passed).count()
    }
}
