//! The programs that a compilation gives.

use crate::{
    catalog::{
        checks::{CheckSpec, Form},
        variants::VariantTokens,
    },
    rejection::rustc_message::RustcMessage,
};
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

/// What came out.
#[derive(Debug)]
pub enum Built {
    /// For most katas.
    Checks(BuiltChecks),
    /// Where the answer is a file of tests.
    Tests(BuiltTests),
}

impl Built {
    /// What the compiler warned of in the student's code.
    pub fn warnings(&self) -> &[RustcMessage] {
        match self {
            Self::Checks(built) => &built.warnings,
            Self::Tests(built) => &built.warnings,
        }
    }
}

/// The programs for an answer that is checked.
#[derive(Debug, Default)]
pub struct BuiltChecks {
    /// The program with the kata's checks, if any of those was wanted.
    pub checks: Option<PathBuf>,
    /// The program with those that are run in every order, if any was wanted.
    pub orders: Option<PathBuf>,
    /// The student's binary, for a command kata.
    pub program: Option<PathBuf>,
    /// What the compiler warned of in the student's code.
    pub warnings: Vec<RustcMessage>,
    /// Which answer this is, if the program has the checks of several.
    pub place: Option<usize>,
    /// The program with the checks once more, to look up lines in, if it was compiled with them.
    pub with_lines: Option<PathBuf>,
}

impl BuiltChecks {
    /// What `check` is called in its program.
    pub fn name_of(&self, check: &CheckSpec) -> String {
        match self.place {
            Some(place) => name_in_shared_program(check, place),
            None => check.name.clone(),
        }
    }

    /// The program that `check` is in.
    pub fn program_with(&self, check: &CheckSpec) -> Result<&Path> {
        let program = match check.form {
            Form::EveryOrder => &self.orders,
            Form::Async | Form::Plain | Form::Command | Form::Tests(_) => &self.checks,
        };
        let program = program.as_deref();
        program.with_context(|| format!("failed to find the program with `{}`", check.name))
    }
}

/// What a check is called in a program with the checks of several answers, for that with this place.
pub fn name_in_shared_program(check: &CheckSpec, place: usize) -> String {
    format!("{} of answer {place}", check.name)
}

/// The student's tests, compiled together with every variant.
#[derive(Debug)]
pub struct BuiltTests {
    /// The program, with the standard test harness.
    pub program: PathBuf,
    /// What to tell it for each variant.
    pub tokens: VariantTokens,
    /// The tests that are async by their attribute.
    pub async_tests: Vec<AsyncTest>,
    /// What the compiler warned of in them.
    pub warnings: Vec<RustcMessage>,
}

/// A test with the attribute `tokio::test`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsyncTest {
    /// Its function's name.
    pub name: String,
    /// Nothing in the file pauses the clock for it.
    pub in_real_time: bool,
}
