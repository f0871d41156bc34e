//! Results for the tests of reports.

use crate::{
    catalog::example,
    grader::assembly,
    result::{
        CheckResult, CheckStatus, GraderInfo, KataResult, KataStatus, RunResult, SCHEMA,
        SubmissionInfo,
    },
};

/// A result of the example's kata, none of whose checks was run.
pub fn kata(status: KataStatus) -> KataResult {
    assembly::empty(&example::kata(), status)
}

/// A kata with these checks.
pub fn kata_with(checks: Vec<CheckResult>) -> KataResult {
    let mut result = kata(KataStatus::Failed);
    let answer = assembly::CheckedAnswer {
        checks,
        mutants: None,
        warnings: Vec::new(),
    };
    answer.apply_to(&mut result);
    result
}

/// A check that passed.
pub fn passed(promise: &str) -> CheckResult {
    CheckResult {
        promise: promise.into(),
        status: CheckStatus::Passed,
        score: 1,
        max_score: 1,
        ..CheckResult::not_run(&example::kata().checks[0])
    }
}

/// A check that failed.
pub fn failed(promise: &str, observed: &str, explanation: &str) -> CheckResult {
    CheckResult {
        status: CheckStatus::Failed,
        score: 0,
        observed: observed.into(),
        explanation: explanation.into(),
        ..passed(promise)
    }
}

/// The result of a run.
pub fn run(katas: Vec<KataResult>) -> RunResult {
    RunResult {
        schema: SCHEMA.into(),
        grader: GraderInfo {
            version: "1.0.0".into(),
            toolchain: "rustc 1.95.0".into(),
            sandbox: "limits".into(),
        },
        submission: SubmissionInfo {
            name: "alice".into(),
            hash: String::new(),
        },
        submitted_at: None,
        graded_at: "2026-01-01T00:00:00Z".into(),
        score: katas.iter().map(|kata| kata.score).sum(),
        max_score: katas.iter().map(|kata| kata.max_score).sum(),
        katas,
    }
}
