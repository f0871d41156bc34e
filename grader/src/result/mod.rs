//! What a run of the grader says to machines: the schema `async-katas/result/v1`.
//!
//! The tests' golden files pin it. Fields are added under the same name, since a reader ignores those that it
//! does not know; what is taken away or changes its meaning gets a new name.
//!
//! What is written has, besides the fields below, a `message` for every kata and every check: all that a
//! person has to know of it, as one text; and the picture of a check drawn, as `timeline`.

mod order;

pub use order::{HeldLock, OrderPicture, OrderRow, OrdersResult, ThreadState};

use crate::catalog::checks::CheckSpec;
use kata_protocol::TimelinePicture;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct as _};
use std::fmt;

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
    /// The katas asked for, in catalog order.
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
#[derive(Debug, Clone, Deserialize)]
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
    /// What happened, in pieces that are shown in different ways.
    #[serde(default)]
    pub blocks: Vec<Block>,
    /// For a file of tests: which of them catch which mutant.
    #[serde(default)]
    pub mutants: Option<MutationMatrix>,
    /// What the compiler warned of, in a kata that compiles and does not pass: an `.await` that was forgotten is
    /// one of these.
    #[serde(default)]
    pub warnings: Vec<Block>,
    /// The compiler's errors, at places in the student's files.
    pub diagnostics: Vec<Diagnostic>,
    /// The checks, in order.
    pub checks: Vec<CheckResult>,
}

/// A piece of what happened to a kata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "text", rename_all = "snake_case")]
pub enum Block {
    /// Sentences.
    Prose(String),
    /// What the compiler said, or would say, in its own form.
    Rustc(String),
    /// What the compiler's error means in the katas' terms.
    InShort(String),
    /// Source, to be shown as it is written.
    Code(String),
}

impl Block {
    /// The words before what an error means.
    pub const IN_SHORT: &str = "In short:";

    /// Blocks as one text.
    pub fn join(blocks: &[Self]) -> String {
        let mut message = String::new();
        for block in blocks {
            block.write_to(&mut message);
        }
        message
    }

    fn write_to(&self, message: &mut String) {
        match self {
            Block::Prose(text) | Block::Rustc(text) | Block::Code(text) => message.push_str(text),
            Block::InShort(text) => {
                message.push_str(&format!("{} {text}\n\n", Self::IN_SHORT));
            }
        }
    }
}

/// Tests against mutants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MutationMatrix {
    /// The tests' names.
    pub tests: Vec<String>,
    /// A row for every mutant.
    pub mutants: Vec<MutantRow>,
    /// Whether some test failed on a mutant by more than not coming to its end.
    pub asserts: bool,
}

/// One mutant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MutantRow {
    /// What it does, as the end of a sentence that begins with "the function".
    pub does: String,
    /// For every test whether it fails on the mutant, as it should.
    pub caught_by: Vec<bool>,
}

/// As wide as it needs to be: `x` where a test fails, as it should, `.` where it passes.
impl fmt::Display for MutationMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, test) in (1..).zip(&self.tests) {
            writeln!(f, "{number:>3}  {test}")?;
        }
        writeln!(f)?;
        for number in 1..=self.tests.len() {
            write!(f, "{number:>3}")?;
        }
        writeln!(f, "   {}", Self::LEGEND)?;
        for row in &self.mutants {
            for mark in row.marks() {
                write!(f, "  {mark}")?;
            }
            writeln!(f, "   {}", row.words())?;
        }
        if !self.asserts {
            writeln!(f, "\n{}", Self::NOTHING_ASSERTED)?;
        }
        Ok(())
    }
}

impl MutationMatrix {
    /// What the marks mean.
    pub const LEGEND: &str = "x: the test fails, as it should";
    /// What to say of tests that fail only by not coming to their end.
    pub const NOTHING_ASSERTED: &str =
        "No assertion fails on any of them. Do your tests assert anything?";
}

impl MutantRow {
    /// A mark for every test.
    pub fn marks(&self) -> impl Iterator<Item = char> {
        self.caught_by
            .iter()
            .map(|caught| if *caught { 'x' } else { '.' })
    }

    /// What the mutant does, and whether it is missed.
    pub fn words(&self) -> String {
        let missed = if self.is_missed() { "   SURVIVED" } else { "" };
        format!("{}{missed}", self.does)
    }

    /// Whether no test fails on it.
    pub fn is_missed(&self) -> bool {
        !self.caught_by.contains(&true)
    }
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

impl KataStatus {
    /// What the schema calls it, as in `not_started`.
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).unwrap_or_default();
        name.as_str().unwrap_or_default().into()
    }
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CheckResult {
    /// The check's name.
    pub name: String,
    /// What is promised.
    pub promise: String,
    /// The promises of the kata's README that it is about, by their numbers.
    #[serde(default)]
    pub promise_numbers: Vec<u32>,
    /// The checks whose failure this one only follows.
    #[serde(default)]
    pub follows: Vec<String>,
    /// How it went.
    pub status: CheckStatus,
    /// Its points, if it passed.
    pub score: u32,
    /// Its points.
    pub max_score: u32,
    /// The case in which it failed, as a phrase ("with one element"); empty where there is none.
    #[serde(default)]
    pub case: String,
    /// The cases that were tried, as phrases; a check stops at the first that fails.
    #[serde(default)]
    pub tried: Vec<String>,
    /// What was seen of a promise that is not kept, in a sentence; empty for a pass.
    #[serde(default)]
    pub observed: String,
    /// What belongs to this failure alone: where it hangs, or what a panic said; or empty.
    #[serde(default)]
    pub details: String,
    /// The misconception behind it, which other checks may show as well; or empty.
    #[serde(default)]
    pub explanation: String,
    /// The `todo!()` that the check came to, if that is all that is wrong.
    #[serde(default)]
    pub todo: Option<Place>,
    /// The picture of what ran when, where there is one.
    #[serde(default)]
    pub picture: Option<TimelinePicture>,
    /// If it was run in every order of its threads: how many there were, and the one that fails.
    #[serde(default)]
    pub orders: Option<OrdersResult>,
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file, as a path in the repository.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

impl CheckResult {
    /// What was observed, and on the next lines what it means; empty for a pass.
    pub fn message(&self) -> String {
        joined_lines([
            &*self.observed_in_its_case(),
            &self.details,
            &self.explanation,
        ])
    }

    /// Whether the promise was seen to break.
    pub fn is_broken(&self) -> bool {
        !matches!(self.status, CheckStatus::Passed | CheckStatus::NotRun)
    }

    /// What was observed, after the case in which it was.
    pub fn observed_in_its_case(&self) -> String {
        let mut case = self.case.chars();
        match case.next() {
            None => self.observed.clone(),
            Some(first) => {
                let (first, rest) = (first.to_uppercase(), case.as_str());
                format!("{first}{rest}: {}", self.observed)
            }
        }
    }

    /// Which promises of the README it is about, in words; empty if nothing says so.
    pub fn of_promises(&self) -> String {
        let numbers: Vec<String> = self.promise_numbers.iter().map(u32::to_string).collect();
        match numbers.as_slice() {
            [] => String::new(),
            [one] => format!("promise {one}"),
            [before @ .., last] => format!("promises {} and {last}", before.join(", ")),
        }
    }

    /// Of a check that was not run, because there was nothing to run.
    pub fn not_run(check: &CheckSpec) -> Self {
        Self {
            name: check.name.clone(),
            promise: check.promise.clone(),
            promise_numbers: check.promise_numbers.clone(),
            follows: check.follows.clone(),
            status: CheckStatus::NotRun,
            score: 0,
            max_score: check.points,
            case: String::new(),
            tried: Vec::new(),
            observed: String::new(),
            details: String::new(),
            explanation: String::new(),
            todo: None,
            picture: None,
            orders: None,
            stuck_at: Vec::new(),
            output: String::new(),
            duration_ms: 0,
        }
    }
}

/// The parts that say something, each in lines of its own.
pub fn joined_lines<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}

impl KataResult {
    /// What happened, as one text.
    pub fn message(&self) -> String {
        let mut message = Block::join(&self.blocks);
        if let Some(matrix) = &self.mutants {
            message.push_str(&format!("\n\n{matrix}"));
        }
        if !self.warnings.is_empty() {
            message.push_str(&format!("\n\n{}", Block::join(&self.warnings)));
        }
        message
    }

    /// How many of its checks passed.
    pub fn passed_checks(&self) -> usize {
        let passed = |check: &&CheckResult| check.status == CheckStatus::Passed;
        self.checks.iter().filter(passed).count()
    }
}

impl Serialize for KataResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("KataResult", 14)?;
        fields.serialize_field("name", &self.name)?;
        fields.serialize_field("chapter", &self.chapter)?;
        fields.serialize_field("status", &self.status)?;
        fields.serialize_field("score", &self.score)?;
        fields.serialize_field("max_score", &self.max_score)?;
        fields.serialize_field("hash", &self.hash)?;
        fields.serialize_field("cached", &self.cached)?;
        fields.serialize_field("duration_ms", &self.duration_ms)?;
        fields.serialize_field("message", &self.message())?;
        fields.serialize_field("blocks", &self.blocks)?;
        fields.serialize_field("mutants", &self.mutants)?;
        fields.serialize_field("warnings", &self.warnings)?;
        fields.serialize_field("diagnostics", &self.diagnostics)?;
        fields.serialize_field("checks", &self.checks)?;
        fields.end()
    }
}

impl Serialize for CheckResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let all = 19 + usize::from(self.orders.is_some());
        let mut fields = serializer.serialize_struct("CheckResult", all)?;
        fields.serialize_field("name", &self.name)?;
        fields.serialize_field("promise", &self.promise)?;
        fields.serialize_field("promise_numbers", &self.promise_numbers)?;
        fields.serialize_field("follows", &self.follows)?;
        fields.serialize_field("status", &self.status)?;
        fields.serialize_field("score", &self.score)?;
        fields.serialize_field("max_score", &self.max_score)?;
        fields.serialize_field("message", &self.message())?;
        fields.serialize_field("case", &self.case)?;
        fields.serialize_field("tried", &self.tried)?;
        fields.serialize_field("observed", &self.observed)?;
        fields.serialize_field("details", &self.details)?;
        fields.serialize_field("explanation", &self.explanation)?;
        fields.serialize_field("todo", &self.todo)?;
        let timeline = self.picture.as_ref().map(ToString::to_string);
        fields.serialize_field("timeline", &timeline)?;
        fields.serialize_field("picture", &self.picture)?;
        if let Some(orders) = &self.orders {
            fields.serialize_field("orders", orders)?;
        }
        fields.serialize_field("stuck_at", &self.stuck_at)?;
        fields.serialize_field("output", &self.output)?;
        fields.serialize_field("duration_ms", &self.duration_ms)?;
        fields.end()
    }
}
