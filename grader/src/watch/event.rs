//! What can happen while katas are watched.

use super::keyboard::KeyAction;
use crate::util::notice::Notice;

/// What has happened.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// These katas, by their names, are not what they were.
    Saved(Vec<String>),
    /// Files of these katas were written, and they are what they were.
    Unchanged(Vec<String>),
    /// Files cannot be read; why. It is told once, and tried again all the time.
    Trouble(String),
    /// A key was pressed, or the system asks to end.
    KeyAction(KeyAction),
    /// The process goes on after it was stopped.
    Continued,
    /// The grading says something.
    Said(Notice),
    /// The grading came to its end.
    Graded,
}
