//! What editors and systems leave beside a student's files: it is no part of an answer.

use crate::util::text::{inert, plain};
use std::ffi::OsStr;

/// The same of any name, and of what systems leave.
pub fn is_leftover_of_any_kind(name: &OsStr) -> bool {
    // A hidden name need not be text.
    let hidden = name.as_encoded_bytes().starts_with(b".");
    hidden || name == "__MACOSX" || name.to_str().is_some_and(is_leftover)
}

/// Whether an editor or a tool of it leaves a file of this name beside the student's.
///
/// | name | what it is |
/// |---|---|
/// | `.lib.rs.swp`, `.#lib.rs` | hidden: swap files, locks of emacs (links that lead nowhere) |
/// | `#lib.rs#` | what emacs saves by itself |
/// | `lib.rs~` | the version before |
/// | `flycheck_lib.rs`, `lib_flymake.rs` | a copy that emacs has compiled while somebody types |
pub fn is_leftover(name: &str) -> bool {
    let compiled = name.starts_with("flycheck_") || name.ends_with("_flymake.rs");
    name.starts_with('.')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.ends_with('~')
        || (compiled && name.ends_with(".rs"))
}

/// Whether the name of a foreign file can stand in a sentence for a terminal or for the log of a job.
pub fn may_be_shown(name: &str) -> bool {
    !name.contains(char::is_control) && plain(name) == name && inert(name) == name
}
