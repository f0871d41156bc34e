//! The well-known compiler errors and what the grader says of them. Every file in `compile_errors` is
//! compiled by the real compiler, so that no sentence outlives the message that it explains, and is a test of
//! its name.
//!
//! A file begins with the mistake and with words that its message must, or must not, contain.

use crate::{
    Group, every_file, header,
    support::{Submission, catalog},
};
use std::{fs, path::Path};

/// What is wrong with the message that the file's mistake gets.
fn problems(source: &str, message: &str) -> Vec<String> {
    let missing = header(source, "Says")
        .filter(|words| !message.contains(words))
        .map(|words| format!("does not say: {words}"));
    let surplus = header(source, "Says not")
        .chain(["/rustc/", "/registry/", "cargo add", "/target/"])
        .filter(|words| message.contains(words))
        .map(|words| format!("says: {words}"));
    missing.chain(surplus).collect()
}

fn test(file: &Path) -> Result<(), String> {
    let source = fs::read_to_string(file).expect("a file can be read");
    let graded = Submission::answering(&source).grade_with(&["--catalog", &catalog("spawned")]);
    let message = graded.message();
    let problems = problems(&source, message);
    if problems.is_empty() {
        Ok(())
    } else {
        Err(format!("it {}\n{message}", problems.join("; it ")))
    }
}

/// All compiler errors.
pub fn group() -> Group {
    Group {
        tests: every_file("compile_errors", test).collect(),
        threads: 2,
    }
}
