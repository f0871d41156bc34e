//! What is said of a student's code that cannot be checked, and who is to blame that it cannot.
//!
//! [`blame`] decides from the compiler's end; [`api_diff`] and [`explain`] find the words, [`forbidden`] finds
//! what the compiler lets pass. Pure: nothing here runs a program or reads a file.

pub mod api_diff;
pub mod blame;
pub mod explain;
pub mod forbidden;
pub mod rustc_message;

use crate::result::{Block, Diagnostic};

/// What is wrong with the student's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// In which way.
    pub kind: RejectionKind,
    /// What to tell the student.
    pub blocks: Vec<Block>,
    /// The places in their files.
    pub diagnostics: Vec<Diagnostic>,
}

/// In which way code can be wrong before anything of it is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectionKind {
    /// It does not compile.
    DoesNotCompile,
    /// It compiles, but the checks cannot call it.
    ApiChanged,
    /// The compiler was not done in time, which may be different the next time.
    TakesTooLong,
}

impl Rejection {
    /// A rejection that is told in a sentence or two, without a place.
    pub fn of_sentences(kind: RejectionKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            blocks: vec![Block::Prose(text.into())],
            diagnostics: Vec::new(),
        }
    }

    /// What to tell the student, as one text.
    pub fn message(&self) -> String {
        Block::join(&self.blocks)
    }
}

/// Why there is no compiled answer.
#[derive(Debug)]
pub enum Failure {
    /// Because of the student's code.
    Student(Rejection),
    /// Because of the grader or the machine.
    Ours(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Ours(error)
    }
}

/// Why one attempt to compile an answer has failed.
#[derive(Debug)]
pub enum AttemptError {
    /// The student is to blame: an error is in their own lines.
    Rejected(Rejection),
    /// The student or the machine is to blame.
    Doubtful(Doubt),
    /// The machine is to blame.
    Failed(anyhow::Error),
}

/// A compiler's end that does not say who is to blame.
#[derive(Debug)]
pub struct Doubt {
    /// What to say if it is the student.
    pub rejection: Rejection,
    /// What was seen, for a message about the machine.
    pub symptom: String,
    /// What decides between the two.
    pub settled_by: Evidence,
}

/// What decides a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// It is the student as soon as the stub compiles.
    TheStub,
    /// The stub must compile, and the student's code must fail once more with everything made anew.
    TheStubAndASecondTry,
}

impl From<anyhow::Error> for AttemptError {
    fn from(error: anyhow::Error) -> Self {
        AttemptError::Failed(error)
    }
}

impl From<std::io::Error> for AttemptError {
    fn from(error: std::io::Error) -> Self {
        AttemptError::Failed(error.into())
    }
}

impl AttemptError {
    /// For callers that can do without: only the machine's failure is an error.
    pub fn or_nothing<T>(self) -> anyhow::Result<Option<T>> {
        match self {
            AttemptError::Failed(error) => Err(error),
            AttemptError::Rejected(_) | AttemptError::Doubtful(_) => Ok(None),
        }
    }
}
