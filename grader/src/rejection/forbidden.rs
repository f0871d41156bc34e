//! What is unsafe in a student's files although `-F unsafe_code` does not see it. Pure: looks only at
//! their text.

use super::{Rejection, RejectionKind};
use crate::{
    catalog::Kata,
    result::{Block, Diagnostic},
    submission::Files,
};
use proc_macro2::{TokenStream, TokenTree};

/// Words that the lint knows nothing of, or does not look for everywhere: assembly as the body of a
/// function that anybody may call, and methods with a section or a linker's name of their own choice.
/// A search for words cannot be evaded: no `macro_rules!` can make a new one.
const WORDS: [&str; 4] = ["naked_asm", "link_section", "no_mangle", "export_name"];

/// The rejection of the first such word, if there is one.
pub fn find(kata: &Kata, files: &Files) -> Option<Rejection> {
    let mut found = files.iter().filter_map(|(name, text)| {
        let (line, word) = first_word(text)?;
        Some((name, line, word))
    });
    let (name, line, word) = found.next()?;
    let file = format!("{}/{name}", kata.exercise);
    let message = format!(
        "`{word}`, in line {line} of {file}, is unsafe code.\n\
         Katas are solved in safe Rust: what you need is in std, tokio and futures."
    );
    let place = Diagnostic {
        file,
        line: u32::try_from(line).unwrap_or(u32::MAX),
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

/// The first of the words in the code of `text`, with its line: what stands in a comment or in a string is no code.
fn first_word(text: &str) -> Option<(usize, &'static str)> {
    let word_in = |text: &str| WORDS.into_iter().find(|word| text.contains(word));
    let somewhere = (1..)
        .zip(text.lines())
        .find_map(|(number, line)| Some((number, word_in(line)?)))?;
    let Ok(tokens) = text.parse::<TokenStream>() else {
        // Better too strict than too lax with what only the compiler can read.
        return Some(somewhere);
    };
    let mut rest = vec![tokens.into_iter()];
    while let Some(tokens) = rest.last_mut() {
        match tokens.next() {
            None => drop(rest.pop()),
            Some(TokenTree::Group(group)) => rest.push(group.stream().into_iter()),
            Some(TokenTree::Ident(name)) => {
                if let Some(word) = word_in(&name.to_string()) {
                    return Some((name.span().start().line, word));
                }
            }
            Some(TokenTree::Punct(_) | TokenTree::Literal(_)) => {}
        }
    }
    None
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
    fn a_word_in_a_comment_or_a_string_is_no_code() {
        let harmless = "// no_mangle\n/* export_name */ fn a() {} // link_section\n\
            /// About `naked_asm`.\nconst B: &str = \"no_mangle\";\n";
        assert_eq!(first_word(harmless), None);
        let after_it = format!("{harmless}mod c {{\n#[unsafe(no_mangle)] fn d() {{}}\n}}\n");
        assert_eq!(first_word(&after_it), Some((6, "no_mangle")));
    }

    #[test]
    fn what_is_no_rust_is_searched_as_text() {
        assert_eq!(
            first_word("// no_mangle\nfn a( {\n"),
            Some((1, "no_mangle"))
        );
    }

    #[test]
    fn code_without_such_a_word_is_not_rejected() {
        let kata = example::kata();
        assert_eq!(find(&kata, &kata.stub), None);
    }
}
