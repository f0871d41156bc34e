//! What can be said of a kata without compiling anything: it is untouched, missing, or not read.

use super::assembly::empty;
use crate::{
    catalog::Kata,
    result::{Block, KataResult, KataStatus},
    submission::{self, Files, Reading},
};

/// Whether `files` are still as they were given, so that there is nothing to grade.
pub fn is_untouched(kata: &Kata, files: &Files) -> bool {
    submission::same_ignoring_whitespace(files, &kata.stub)
}

/// What can be said of a kata's files by looking at them.
pub fn without_compiling(kata: &Kata, reading: &Reading) -> KataResult {
    let (exercise, name) = (&kata.exercise, &kata.name);
    let (status, text, hash) = match reading {
        Reading::Files(files) => (
            KataStatus::NotStarted,
            format!("Still as it was given. Start with {exercise}/README.md."),
            submission::hash(files),
        ),
        Reading::Missing(what) => (
            KataStatus::Missing,
            format!("{what} is not there. `cargo kata reset {name}` brings the exercise back."),
            String::new(),
        ),
        Reading::Elsewhere(folder) => (
            KataStatus::Missing,
            format!(
                "{exercise} is not there, but {folder} is called `{name}` in its Cargo.toml. If that is your \
                 answer, rename it back."
            ),
            String::new(),
        ),
        Reading::Refused(why) => (
            KataStatus::Refused,
            format!("Not read: {why}."),
            String::new(),
        ),
    };
    KataResult {
        blocks: vec![Block::Prose(text)],
        hash,
        ..empty(kata, status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::example;

    #[test]
    fn layout_alone_does_not_touch_a_stub() {
        let kata = example::kata();
        let mut files = kata.stub.clone();
        assert!(is_untouched(&kata, &files));
        let text = files.get_mut("src/lib.rs").expect("it is in the stub");
        *text = text.replace('\n', "  \r\n");
        assert!(is_untouched(&kata, &files));
        files.insert("src/more.rs".into(), String::new());
        assert!(!is_untouched(&kata, &files));
    }

    #[test]
    fn files_alone_tell_what_is_not_there_not_begun_or_not_read() {
        let kata = example::kata();
        for (reading, status, words) in [
            (
                Reading::Files(kata.stub.clone()),
                KataStatus::NotStarted,
                "02_wait_for_first/README.md.",
            ),
            (
                Reading::Missing("src".into()),
                KataStatus::Missing,
                "src is not there. `cargo kata reset wait_for_first` brings",
            ),
            (
                Reading::Elsewhere("exercises/copy".into()),
                KataStatus::Missing,
                "exercises/copy is called `wait_for_first` in its Cargo.toml",
            ),
            (
                Reading::Refused("src/lib.rs is a link".into()),
                KataStatus::Refused,
                "Not read: src/lib.rs is a link.",
            ),
        ] {
            let result = without_compiling(&kata, &reading);
            assert_eq!(result.status, status);
            assert!(result.message().contains(words), "{}", result.message());
            assert_eq!(result.hash.is_empty(), status != KataStatus::NotStarted);
        }
    }
}
