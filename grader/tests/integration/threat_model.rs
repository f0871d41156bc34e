//! Every line of the threat model in `grader/README.md` names what shows it, and that exists.
//!
//! Most of it is shown on Linux, so elsewhere many of the tests are not even compiled.

use crate::support::root;
use std::{collections::BTreeSet, fs, process::Command};

/// The rows of the table, as cells.
fn rows() -> Vec<Vec<String>> {
    let readme = fs::read_to_string(root().join("grader/README.md")).expect("it is there");
    let (_, model) = readme
        .split_once("\n## Threat model\n")
        .expect("it is there");
    let (model, _) = model.split_once("\n## ").expect("it ends");
    let lines = model.lines().filter(|line| line.starts_with("| "));
    let cells = lines.map(|line| {
        line.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().into())
            .collect()
    });
    cells.skip(1).collect()
}

/// Whether there is such a file, or such a test among those that are run.
fn exists(shown_by: &str, run: &BTreeSet<String>) -> bool {
    if shown_by.starts_with("hostile/") {
        let file = root().join("grader/tests").join(shown_by);
        return file.with_extension("rs").is_file();
    }
    run.contains(shown_by) || root().join(shown_by).is_file()
}

/// The tests of this program that are run unasked.
fn tests_that_are_run() -> BTreeSet<String> {
    let listed = |options: &[&str]| {
        let mut this = Command::new("/proc/self/exe");
        let list = this.arg("--list").args(options).output();
        String::from_utf8(list.expect("it lists its tests").stdout).expect("names are text")
    };
    without_ignored(&listed(&[]), &listed(&["--ignored"]))
}

/// The tests in the first list that are not in the second.
fn without_ignored(all: &str, ignored: &str) -> BTreeSet<String> {
    let names = |list: &str| -> BTreeSet<String> {
        let names = list.lines().filter_map(|line| line.strip_suffix(": test"));
        names.map(str::to_string).collect()
    };
    &names(all) - &names(ignored)
}

fn named(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_line_names_tests_that_exist_or_says_that_it_is_open() {
    let rows = rows();
    assert!(!rows.is_empty(), "the table is there");
    let run = tests_that_are_run();
    for row in &rows {
        let [attempt, what, _, shown_by] = row.as_slice() else {
            panic!("a row of four cells: {row:?}");
        };
        let tests = named(shown_by);
        assert!(
            !tests.is_empty() || what.starts_with("open"),
            "{attempt}: shown by nothing"
        );
        for test in tests {
            assert!(exists(test, &run), "{attempt}: there is no {test}");
        }
    }
}

#[test]
fn every_attack_is_in_the_threat_model() {
    let rows = rows();
    let named: Vec<&str> = rows.iter().flat_map(|row| named(&row[3])).collect();
    for entry in fs::read_dir(root().join("grader/tests/hostile")).expect("the attacks are there") {
        let name = entry
            .expect("an attack is there")
            .file_name()
            .to_string_lossy()
            .into_owned();
        let name = format!("hostile/{}", name.trim_end_matches(".rs"));
        assert!(named.contains(&&*name), "{name} is in no line");
    }
}

#[test]
fn a_test_that_is_ignored_or_only_mentioned_shows_nothing() {
    let all = "hostile::first: test\nhostile::second: test\nhostile::third: benchmark\n\n2 tests, 1 benchmark\n";
    let run = without_ignored(all, "hostile::second: test\n\n1 test, 0 benchmarks\n");
    assert!(exists("hostile::first", &run));
    for name in [
        "hostile::second",
        "hostile::third",
        "hostile::f",
        "first",
        "hostile/first",
    ] {
        assert!(!exists(name, &run), "{name}");
    }
    assert!(exists("hostile/abort", &run));
    let here = tests_that_are_run();
    let this = "threat_model::a_test_that_is_ignored_or_only_mentioned_shows_nothing";
    assert!(here.contains(this), "{here:?}");
}
