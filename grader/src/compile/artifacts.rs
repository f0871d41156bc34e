//! The programs that a compilation gives.

use crate::{catalog::variants::VariantTokens, rejection::rustc_message::RustcMessage};
use std::path::PathBuf;

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
#[derive(Debug)]
pub struct BuiltChecks {
    /// The program with all the kata's checks.
    pub checks: PathBuf,
    /// The student's binary, for a command kata.
    pub program: Option<PathBuf>,
    /// What the compiler warned of in the student's code.
    pub warnings: Vec<RustcMessage>,
}

/// The student's tests, compiled together with every variant.
#[derive(Debug)]
pub struct BuiltTests {
    /// The program, with the standard test harness.
    pub program: PathBuf,
    /// What to tell it for each variant.
    pub tokens: VariantTokens,
    /// The names of the tests that are async by their attribute.
    pub async_tests: Vec<String>,
    /// What the compiler warned of in them.
    pub warnings: Vec<RustcMessage>,
}
