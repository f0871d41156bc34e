//! JUnit's XML: a suite for each kata. It has no points, so these are properties.

use super::told;
use anyhow::Result;
use grader::result::{CheckResult, CheckStatus, KataResult, KataStatus, RunResult};
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};
use std::time::Duration;

pub fn write(result: &RunResult) -> Result<Vec<u8>> {
    let mut report = Report::new(result.submission.name.as_str());
    report.add_test_suites(result.katas.iter().map(suite));
    let mut text = report.to_string()?.into_bytes();
    if !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    Ok(text)
}

fn suite(kata: &KataResult) -> TestSuite {
    let mut suite = TestSuite::new(kata.name.as_str());
    suite.add_property(Property::new("status", kata.status.name()));
    suite.add_property(Property::new("score", kata.score.to_string()));
    suite.add_property(Property::new("max_score", kata.max_score.to_string()));
    suite.set_time(Duration::from_millis(kata.duration_ms));
    suite.add_test_cases(kata.checks.iter().map(|check| case(kata, check)));
    suite
}

fn case(kata: &KataResult, check: &CheckResult) -> TestCase {
    let told = told(kata, check);
    let with = |kind: NonSuccessKind, what: &str| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_type(what);
        status.set_message(told.lines().next().unwrap_or_default());
        status.set_description(told.as_str());
        status
    };
    let status = match (check.status, kata.status) {
        (CheckStatus::Passed, _) => TestCaseStatus::success(),
        (CheckStatus::Failed, _) => with(NonSuccessKind::Failure, "failed"),
        (CheckStatus::TimedOut, _) => with(NonSuccessKind::Failure, "timed_out"),
        (CheckStatus::Crashed, _) => with(NonSuccessKind::Failure, "crashed"),
        (CheckStatus::NotRun, KataStatus::NotStarted | KataStatus::Missing) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(kata.status.name());
            status
        }
        (CheckStatus::NotRun, why) => with(NonSuccessKind::Error, &why.name()),
    };
    let mut case = TestCase::new(check.name.as_str(), status);
    case.set_classname(kata.name.as_str());
    case.set_time(Duration::from_millis(check.duration_ms));
    case.add_property(Property::new("promise", check.promise.as_str()));
    case.add_property(Property::new("score", check.score.to_string()));
    case.add_property(Property::new("max_score", check.max_score.to_string()));
    if !check.output.is_empty() {
        case.set_system_out(check.output.as_str());
    }
    case
}
