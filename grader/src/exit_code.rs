//! What the process's exit code says.

use std::process::ExitCode;

/// The four ways a run of the grader ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Every kata asked for passed, or nothing was asked.
    Passed = 0,
    /// At least one kata asked for did not pass.
    NotPassed = 1,
    /// The command line, or a folder named on it, makes no sense; nothing was graded.
    Usage = 2,
    /// The grader or the machine failed: no verdict was given (`EX_SOFTWARE` of sysexits.h).
    OurFailure = 70,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// An error of the person at the command line: reported as such, with exit code 2.
#[derive(Debug)]
pub struct UsageError(pub String);

impl std::fmt::Display for UsageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// A [`UsageError`] as an `anyhow` error: what happened, where, and what to do next.
pub fn usage(message: impl Into<String>) -> anyhow::Error {
    UsageError(message.into()).into()
}
