//! Small classes for tests.

use super::class::{ReportedClass, ReportedKata, ReportedStudent};
use grader::{
    result::{CheckResult, GraderInfo, KataResult},
    verify::samples::MistakeHeader,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A check that was run; `more` has the fields that matter.
pub fn check(name: &str, status: &str, more: Value) -> CheckResult {
    let mut fields = json!({
        "name": name, "promise": format!("{name} is promised."), "status": status, "score": 0, "max_score": 1,
        "stuck_at": [], "output": "", "duration_ms": 1,
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        fields[key] = value.clone();
    }
    serde_json::from_value(fields).expect("these are the fields of a check")
}

/// What was made of an answer; its kata is given by its place.
pub fn unit(status: &str, checks: Vec<CheckResult>) -> KataResult {
    let fields = json!({
        "name": "", "chapter": "", "status": status, "score": 0, "max_score": 2, "hash": "", "cached": false,
        "duration_ms": 1, "diagnostics": [], "checks": [],
    });
    let mut unit: KataResult =
        serde_json::from_value(fields).expect("these are the fields of a kata");
    unit.checks = checks;
    unit
}

/// A unit that fails at one check with this explanation.
pub fn failed(explanation: &str) -> KataResult {
    let fields = json!({ "explanation": explanation, "observed": "It went wrong." });
    unit("failed", vec![check("one", "failed", fields)])
}

/// A class with a row of units for each student.
pub fn class(rows: Vec<Vec<Option<KataResult>>>) -> ReportedClass {
    let katas = rows.iter().map(Vec::len).max().unwrap_or_default();
    let kata = |index: usize| ReportedKata {
        name: format!("kata_{index}"),
        title: format!("Kata {index}"),
        max_score: 2,
        mistakes: vec![MistakeHeader {
            misconception: "Dropping cancels.".into(),
            caught_by: "one".into(),
            message: "detaches".into(),
        }],
        ..ReportedKata::default()
    };
    let student = |(index, units): (usize, Vec<Option<KataResult>>)| ReportedStudent {
        number: index + 1,
        name: Some(format!("student {index}")),
        id: None,
        file: None,
        units,
        answers: BTreeMap::new(),
    };
    ReportedClass {
        grader: GraderInfo {
            version: "1".into(),
            toolchain: "rustc".into(),
            sandbox: "none".into(),
        },
        katas: (0..katas).map(kata).collect(),
        students: rows.into_iter().enumerate().map(student).collect(),
        alike: Vec::new(),
        notices: Vec::new(),
    }
}
