//! The result as a file or on standard output, and what happens where it cannot be written.

use crate::{
    repository::solution,
    support::{KATA, Submission, arg, grader},
};
use predicates::{prelude::*, str::contains};

#[test]
fn out_writes_the_result_to_a_file_and_tells_people_on_the_terminal() {
    let submission = Submission::answering(&solution());
    let file = submission.folder().join("results/result.json");
    grader(&[
        "grade",
        KATA,
        "--format",
        "json",
        "--submission",
        submission.arg(),
        "--out",
        arg(&file),
    ])
    .assert()
    .code(0)
    .stdout(contains("1 of 1 kata passed"));
    let written: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&file).expect("the file is there"))
            .expect("it is JSON");
    assert_eq!(written["schema"], "async-katas/result/v1");
}

#[test]
fn a_file_for_the_result_that_cannot_be_written_is_told_before_anything_is_graded() {
    let submission = Submission::answering("nonsense").with("read-only.json", "");
    let folder = submission.folder();
    let file = folder.join("read-only.json");
    let mut permissions = std::fs::metadata(&file).expect("it is there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&file, permissions).expect("it can be made read-only");
    for (out, words) in [
        (".".into(), "is a folder"),
        (arg(&file).to_string(), "is read-only"),
        (format!("{}/x.json", arg(&file)), "is not a folder"),
    ] {
        let grade = ["grade", KATA, "--submission", arg(folder)];
        let out = ["--out", &out];
        for line in [[&out[..], &grade], [&grade, &out]] {
            grader(&line.concat())
                .assert()
                .code(2)
                .stdout("")
                .stderr(contains(words).and(contains("nothing was graded")));
        }
    }
    if cfg!(target_os = "linux") {
        grader(&["grade", KATA, "--out", "/proc/nowhere/x.json"])
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains("cannot be written"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_fails_after_grading_costs_no_report() {
    let submission = Submission::answering(&solution());
    let words = ["grade", KATA, "--submission", submission.arg()];
    grader(&[&words[..], &["--out", "/dev/full"]].concat())
        .assert()
        .code(70)
        .stdout(contains("1 of 1 kata passed"))
        .stderr(contains("failed to write /dev/full"));
}

#[cfg(unix)]
#[test]
fn what_is_written_has_the_permissions_of_a_new_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let submission = Submission::untouched().with("plain", "");
    let mode = |name: &str| {
        let data = std::fs::metadata(submission.folder().join(name)).expect("it is there");
        data.permissions().mode() & 0o777
    };
    let out = submission.folder().join("result.json");
    let words = [
        "grade",
        KATA,
        "--submission",
        submission.arg(),
        "--out",
        arg(&out),
    ];
    grader(&words).assert().code(1);
    assert_eq!(mode("result.json"), mode("plain"));
}

#[test]
fn how_to_report_counts_before_the_command_too_and_only_with_a_result() {
    let submission = Submission::untouched();
    let folder = submission.arg();
    for line in [
        ["--format", "json", "grade", KATA, "--submission", folder],
        ["grade", KATA, "--submission", folder, "--format", "json"],
    ] {
        let run = grader(&line).assert().code(1);
        let written: serde_json::Value =
            serde_json::from_slice(&run.get_output().stdout).expect("it is JSON");
        assert_eq!(written["katas"][0]["name"], KATA);
    }
    for verb in ["list", "next", "hint", "verify", "watch"] {
        grader(&["--format", "json", verb])
            .assert()
            .code(2)
            .stderr(contains("`--format` and `--out` are for results"));
    }
}
