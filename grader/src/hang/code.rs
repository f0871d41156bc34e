//! The student's files, as far as a hang is looked for in them.

use crate::submission::Files;

/// A student's answer: where a check hangs is a line of it.
#[derive(Debug, Clone, Copy)]
pub struct StudentCode<'a> {
    /// The exercise's folder relative to the repository, with which the paths of its files begin.
    pub exercise: &'a str,
    /// The files by their path inside that folder.
    pub files: &'a Files,
}
