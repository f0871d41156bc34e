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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::example;

    #[test]
    fn the_first_word_of_unsafe_code_is_told_with_its_place() {
        let files = Files::from([
            ("src/a.rs".into(), "fn a() {}\n".into()),
            (
                "src/lib.rs".into(),
                "mod a;\n#[no_mangle]\n#[export_name = \"x\"]\n".into(),
            ),
        ]);
        let rejection = find(&example::kata(), &files).expect("it is forbidden");
        let file = "exercises/03_tasks_and_waiting/02_wait_for_first/src/lib.rs";
        let start = format!("`no_mangle`, in line 2 of {file}, is unsafe code.\n");
        assert!(rejection.message().starts_with(&start));
        let place = &rejection.diagnostics[0];
        assert_eq!((place.file.as_str(), place.line), (file, 2));
    }

    #[test]
    fn code_without_such_a_word_is_not_rejected() {
        let kata = example::kata();
        assert_eq!(find(&kata, &kata.stub), None);
    }
}
