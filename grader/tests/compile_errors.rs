//! The well-known compiler errors and what the grader says of them. Every file in `compile_errors` is
//! compiled by the real compiler, so that no sentence outlives the message that it explains.
//!
//! A file begins with the mistake and with words that its message must, or must not, contain.

mod support;

use std::{fs, path::PathBuf};
use support::{Submission, root};

fn fixtures() -> Vec<PathBuf> {
    let folder = root().join("grader/tests/compile_errors");
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry can be read").path())
        .collect();
    files.sort();
    files
}

/// What is wrong with the message that the file's mistake gets.
fn problems(source: &str, message: &str) -> Vec<String> {
    let header = |key: &'static str| {
        let lines = source.lines().filter_map(|line| line.strip_prefix("//! "));
        lines.filter_map(move |line| line.strip_prefix(key).map(str::trim))
    };
    let missing = header("Says:")
        .filter(|words| !message.contains(words))
        .map(|words| format!("does not say: {words}"));
    let surplus = header("Says not:")
        .chain(["/rustc/", "/registry/", "cargo add", "/target/"])
        .filter(|words| message.contains(words))
        .map(|words| format!("says: {words}"));
    missing.chain(surplus).collect()
}

#[test]
fn every_well_known_error_is_explained() {
    let files = fixtures();
    assert!(files.len() > 30);
    let catalog = root().join("grader/tests/fixtures/spawned");
    let catalog = catalog.to_str().expect("the repository has a plain name");
    let mut wrong = String::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("a file can be read");
        let graded = Submission::answering(&source).grade_with(&["--catalog", catalog]);
        let message = graded.message();
        for problem in problems(&source, message) {
            let name = file.file_name().expect("a file has a name").display();
            wrong.push_str(&format!("{name} {problem}\n{message}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
