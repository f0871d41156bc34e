//! Readers and writers that do what a check has written down for them.
//!
//! They stay in one thread: what the student's code is generic over need not be `Send`.

mod reader;
mod writer;

pub use reader::{ReadLog, ReadStep, ScriptedReader};
pub use writer::{ScriptedWriter, WriteCall, WriteLog};
