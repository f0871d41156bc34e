//! What is unsafe in a student's files although `-F unsafe_code` does not see it. Pure: looks only at
//! their text.

use super::{Rejection, RejectionKind};
use crate::{
    catalog::Kata,
    result::{Block, Diagnostic},
    submission::Files,
};

/// Words that the lint knows nothing of, or does not look for everywhere: assembly as the body of a
/// function that anybody may call, and methods with a section or a linker's name of their own choice.
/// A search of the text cannot be evaded: no `macro_rules!` can make a new word.
const WORDS: [&str; 4] = ["naked_asm", "link_section", "no_mangle", "export_name"];

/// The rejection of the first such word, if there is one.
pub fn find(kata: &Kata, files: &Files) -> Option<Rejection> {
    let lines = files.iter().flat_map(|(name, text)| {
        (1..)
            .zip(text.lines())
            .map(move |(n, line)| (name, n, line))
    });
    let mut found = lines.filter_map(|(name, number, line)| {
        let word = WORDS.iter().find(|word| line.contains(*word))?;
        Some((name, number, word))
    });
    let (name, line, word) = found.next()?;
    let file = format!("{}/{name}", kata.exercise);
    let message = format!(
        "`{word}`, in line {line} of {file}, is unsafe code.\n\
         Katas are solved in safe Rust: what you need is in std, tokio and futures."
    );
    let place = Diagnostic {
        file,
        line,
        column: 1,
        level: "error".into(),
        message: format!("`{word}` is unsafe code"),
    };
    Some(Rejection {
        kind: RejectionKind::DoesNotCompile,
        blocks: vec![Block::Prose(message)],
        diagnostics: vec![place],
    })
}
