//! What Classroom 50 collects: `classroom50/result/v1`, whose fields its runner and its validator name.

use super::name_of;
use anyhow::Result;
use grader::result::{CheckStatus, RunResult};
use serde_json::{Value, json};

/// What the assignment is called.
const ASSIGNMENT: &str = "async-rust-katas";

pub fn write(result: &RunResult, commit: Option<&str>, class: &str) -> Result<Vec<u8>> {
    let katas = result.katas.iter();
    let tests = katas.flat_map(|kata| {
        kata.checks.iter().map(move |check| -> Value {
            json!({
                "test-name": name_of(kata, check),
                "passed": check.status == CheckStatus::Passed,
                "score": check.score,
                "max-score": check.max_score,
            })
        })
    });
    let tests: Vec<Value> = tests.collect();
    // What was handed in without git is known by its own hash.
    let commit = commit.unwrap_or(&result.submission.hash);
    let all = json!({
        "schema": "classroom50/result/v1",
        "classroom": class,
        "assignment": ASSIGNMENT,
        "submission": result.submission.name,
        "commit": commit,
        "release": commit,
        "review": commit,
        "datetime": result.submitted_at,
        "graded_at": result.graded_at,
        "score": result.score,
        "max-score": result.max_score,
        "tests": tests,
    });
    Ok(serde_json::to_vec_pretty(&all)?)
}
