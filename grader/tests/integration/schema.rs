//! The result schema, pinned by golden files. A change here is a new schema name, not a new file.

use crate::{
    golden,
    support::{Submission, catalog},
};
use serde_json::Value;

const WINS: &str = "use futures::future::{BoxFuture, select_all};
pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if futs.is_empty() { return None; }
    let (value, index, _) = select_all(futs).await;
    Some((index, value))
}
";

fn graded(submission: &Submission) -> Value {
    submission
        .grade_with(&["--catalog", &catalog("katas")])
        .json
}

/// Replaces what differs from run to run.
fn steady(mut json: Value) -> String {
    json["grader"] = serde_json::json!({"version": "V", "toolchain": "T", "sandbox": "S"});
    assert!(
        json["graded_at"]
            .as_str()
            .is_some_and(|at| at.len() == 20 && at.ends_with('Z'))
    );
    json["graded_at"] = "2026-01-01T00:00:00Z".into();
    json["submission"]["name"] = "N".into();
    for kata in json["katas"].as_array_mut().expect("there are katas") {
        kata["duration_ms"] = 0.into();
        for check in kata["checks"].as_array_mut().expect("there are checks") {
            check["duration_ms"] = 0.into();
        }
    }
    serde_json::to_string_pretty(&json).expect("it is JSON") + "\n"
}

fn matches_golden(name: &str, json: Value) {
    golden::expect(&format!("{name}.json"), &steady(json));
}

#[test]
fn a_pass_looks_like_this() {
    matches_golden("passed", graded(&Submission::answering(WINS)));
}

#[test]
fn a_failure_looks_like_this() {
    let in_order = WINS.replace(
        "select_all(futs).await",
        "{ let mut f = futs; (f.remove(0).await, 0, ()) }",
    );
    matches_golden("failed", graded(&Submission::answering(&in_order)));
}

#[test]
fn a_crash_looks_like_this() {
    let leaving = WINS.replace(
        "let (value",
        "println!(\"bye\"); std::process::exit(3);\n    #[allow(unreachable_code)]\n    let (value",
    );
    matches_golden("crashed", graded(&Submission::answering(&leaving)));
}

#[test]
fn code_that_does_not_compile_looks_like_this() {
    let broken = WINS.replace("futs.is_empty()", "futs.is_emty()");
    matches_golden("does_not_compile", graded(&Submission::answering(&broken)));
}

#[test]
fn a_changed_signature_looks_like_this() {
    let renamed = WINS.replace("fn first", "fn frist");
    matches_golden(
        "signature_changed",
        graded(&Submission::answering(&renamed)),
    );
}

#[test]
fn a_stub_looks_like_this() {
    matches_golden("not_started", graded(&Submission::untouched()));
}

#[test]
fn nothing_at_all_looks_like_this() {
    matches_golden("missing", graded(&Submission::empty()));
}
