//! What a word on the command line, or the folder where one stands, means.

use crate::{
    repository::{katas, line_of_the_solution},
    support::{PLACE, Submission, arg, grader},
};
use assert_cmd::assert::Assert;
use predicates::{prelude::*, str::contains};
use std::path::Path;

fn of_all_katas() -> String {
    format!("of {} katas", katas().all().count())
}

/// The grader, called in this folder.
fn in_folder(folder: &Path, words: &[&str]) -> Assert {
    grader(words).current_dir(folder).assert()
}

#[test]
fn a_kata_goes_by_its_number_its_folder_and_any_path_in_it() {
    let clone = Submission::clone_of_its_own();
    let top = clone.folder();
    let absolute = arg(&top.join(PLACE)).to_string();
    let wait_for_first = || contains("· wait_for_first").and(contains("of 1 kata"));
    for (folder, word) in [
        ("", "3.2"),
        ("", "02_wait_for_first"),
        ("", "02_wait_for_first/"),
        ("", PLACE),
        ("", "./exercises/03_tasks_and_waiting/02_wait_for_first/"),
        ("", &format!("{PLACE}/src/lib.rs")),
        ("", "solutions/03_tasks_and_waiting/02_wait_for_first"),
        ("grader", &absolute),
        ("grader", &format!("{absolute}/")),
        ("grader", PLACE),
        (
            "exercises/04_time_and_cancellation",
            "../03_tasks_and_waiting/02_wait_for_first",
        ),
        ("exercises/03_tasks_and_waiting", "02_wait_for_first/src"),
        (PLACE, "."),
        (PLACE, "src/lib.rs"),
        ("exercises/03_tasks_and_waiting/02_wait_for_first/src", ".."),
    ] {
        in_folder(&top.join(folder), &["grade", word])
            .code(1)
            .stdout(wait_for_first());
    }
    // The folder need not be there.
    std::fs::remove_dir_all(top.join(PLACE)).expect("it can go");
    in_folder(top, &["grade", PLACE])
        .code(1)
        .stdout(contains("! wait_for_first   missing"));
}

#[test]
fn a_chapter_means_its_katas_where_many_are_welcome() {
    let clone = Submission::clone_of_its_own();
    let top = clone.folder();
    let chapter = katas()
        .all()
        .filter(|kata| kata.chapter == "03_tasks_and_waiting")
        .count();
    for word in [
        "3",
        "03",
        "03_tasks_and_waiting",
        "exercises/03_tasks_and_waiting/",
    ] {
        in_folder(top, &["grade", word])
            .code(1)
            .stdout(contains("· wait_for_first").and(contains(format!("of {chapter} katas"))));
    }
    in_folder(&top.join("exercises/03_tasks_and_waiting"), &["grade", "."])
        .code(1)
        .stdout(contains(format!("of {chapter} katas")));
    in_folder(top, &["grade", "exercises"]).stdout(contains(of_all_katas()));
    in_folder(top, &["reset", "3"])
        .code(2)
        .stderr(contains(format!(
            "`3` means {chapter} katas, and one is wanted here: wait_for_all, "
        )));
}

#[test]
fn who_stands_in_a_katas_folder_means_that_kata() {
    let clone = Submission::clone_of_its_own();
    for folder in [PLACE.to_string(), format!("{PLACE}/src")] {
        let folder = clone.folder().join(folder);
        in_folder(&folder, &["grade"]).stdout(contains("wait_for_first   not started"));
        in_folder(&folder, &["hint", "--again"]).stdout(contains("wait_for_first"));
        in_folder(&folder, &["reset"]).stdout(contains("wait_for_first is as it was given"));
        in_folder(&folder, &["diff", "--spoil"])
            .stdout(contains(format!("+{}", line_of_the_solution())));
        in_folder(&folder, &["solution", "--spoil"]).stdout(contains(line_of_the_solution()));
        // What was started is not only here.
        in_folder(&folder, &[]).stdout(contains("Nothing is started yet"));
    }
    in_folder(clone.folder(), &["grade"]).stdout(contains(of_all_katas()));
    // An instructor who grades somebody else's answers does not mean the folder in their own copy.
    let other = Submission::whole_and_untouched();
    let words = ["grade", "--submission", other.arg()];
    in_folder(&clone.folder().join(PLACE), &words).stdout(contains(of_all_katas()));
    in_folder(clone.folder(), &["reset"])
        .code(2)
        .stderr(contains("which kata?"));
    in_folder(clone.folder(), &["diff"])
        .code(2)
        .stderr(contains("which kata?"));
}

#[test]
fn a_place_that_is_no_katas_is_named_as_such() {
    let clone = Submission::clone_of_its_own();
    for word in [
        "3.9",
        "exercises/03_tasks_and_waiting/02_wait",
        "../nowhere",
        "src/lib.rs",
    ] {
        in_folder(clone.folder(), &["grade", word])
            .code(2)
            .stderr(contains(word).and(contains("cargo kata list")));
    }
    in_folder(clone.folder(), &["3.2"])
        .code(2)
        .stderr(contains("cargo kata grade wait_for_first"));
}
