//! A kata that somebody writes: made, filled in, proven.

use crate::{
    repository::copy,
    support::{grader, root},
};
use std::{fs, path::Path, process::Output};
use tempfile::TempDir;

/// What the grader needs of this repository, with one kata.
fn workspace() -> TempDir {
    let folder = TempDir::new().expect("a folder can be made");
    let chapter = "03_tasks_and_waiting/02_wait_for_first";
    let kata = ["exercises", "solutions"].map(|kind| format!("{kind}/{chapter}"));
    let kit = ["kit", "orders", "protocol"].map(|package| format!("grader/{package}"));
    let all = [&kata[..], &kit[..], &["grader/katas/wait_for_first".into()]].concat();
    for place in all {
        copy(&root().join(&place), &folder.path().join(&place));
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(root().join(file), folder.path().join(file)).expect("a file can be copied");
    }
    folder
}

fn in_the(workspace: &Path, words: &[&str]) -> Output {
    let mut grader = grader(words);
    grader.current_dir(workspace);
    grader.output().expect("the grader can be started")
}

#[test]
fn a_new_kata_is_proven_once_it_is_filled_in() {
    let workspace = workspace();
    let workspace = workspace.path();
    let made = in_the(workspace, &["new", "tasks_and_waiting/count_letters"]);
    let said = String::from_utf8_lossy(&made.stdout);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    let place = "03_tasks_and_waiting/03_count_letters";
    assert!(said.contains(&format!("exercises/{place}")), "{said}");

    // As it is made it is a kata, and not a finished one.
    let verified = in_the(workspace, &["verify", "count_letters"]);
    let said = String::from_utf8_lossy(&verified.stdout);
    assert_eq!(verified.status.code(), Some(1), "{verified:?}");
    for missing in ["the reference solution", "in correct", "in mistakes"] {
        assert!(said.contains(missing), "{missing}: {said}");
    }

    let write = |file: &str, text: &str| {
        let file = workspace.join(file);
        fs::create_dir_all(file.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(file, text).expect("it can be written");
    };
    let answer = |body: &str| {
        format!(
            "//! How long a question is.\n\npub async fn answer(question: &str) -> usize {{\n    {body}\n}}\n"
        )
    };
    write(
        &format!("solutions/{place}/src/lib.rs"),
        &answer("question.len()"),
    );
    for (name, body) in [
        ("counts", "question.chars().count()"),
        ("adds", "question.bytes().map(|_| 1).sum()"),
    ] {
        write(
            &format!("grader/katas/count_letters/correct/{name}.rs"),
            &answer(body),
        );
    }
    for (name, body) in [
        ("gives_nothing", "question.len() * 0"),
        ("counts_from_zero", "question.len() - 1"),
        ("counts_words", "question.split(' ').count()"),
        ("leaves_out_blanks", "question.replace(' ', \"\").len()"),
        ("gives_the_capacity", "question.len() * 2"),
    ] {
        let header = "//! Misconception: A length is something else.\n//! Caught by: it_gives_what_is_asked_for\n\
                      //! Message: Say which misconception leads to another value\n\n";
        let text = answer(body).replacen("//! How long a question is.\n\n", header, 1);
        write(
            &format!("grader/katas/count_letters/mistakes/{name}.rs"),
            &text,
        );
    }
    let verified = in_the(workspace, &["verify", "count_letters"]);
    assert_eq!(verified.status.code(), Some(0), "{verified:?}");

    // Nothing of what is there is written over.
    let again = in_the(workspace, &["new", "3/03_count_letters"]);
    assert_eq!(again.status.code(), Some(2), "{again:?}");
}

#[test]
fn a_place_that_cannot_be_is_refused_and_nothing_is_made() {
    let workspace = workspace();
    let workspace = workspace.path();
    for (place, told) in [
        ("count_letters", "no place for a kata"),
        ("99/count_letters", "no chapter"),
        ("10_slowly/count_letters", "do not end in `y`"),
        ("3/Count", "small letters"),
        ("3/../../x", "small letters"),
        ("3/count_copy", "copies"),
        ("3/loop", "word of the language"),
        ("3/tokio", "crate of this name"),
        ("3/wait_for_first", "kata of this name"),
    ] {
        let refused = in_the(workspace, &["new", place]);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{place}: {said}");
        assert!(said.contains(told), "{place}: {said}");
    }
    let katas = fs::read_dir(workspace.join("grader/katas")).expect("they are there");
    assert_eq!(katas.count(), 1);
}
