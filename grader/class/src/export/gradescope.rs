//! What Gradescope reads from an autograder, as its documentation says under "Output format".

use super::{name_of, told};
use anyhow::Result;
use grader::result::{CheckStatus, RunResult};
use serde_json::{Value, json};

pub fn write(result: &RunResult) -> Result<Vec<u8>> {
    let milliseconds: u64 = result.katas.iter().map(|kata| kata.duration_ms).sum();
    let katas = result.katas.iter().zip(1..);
    let tests = katas.flat_map(|(kata, number)| {
        let checks = kata.checks.iter().zip(1..);
        checks.map(move |(check, of_kata)| -> Value {
            let passed = check.status == CheckStatus::Passed;
            json!({
                "score": check.score,
                "max_score": check.max_score,
                "status": if passed { "passed" } else { "failed" },
                "name": name_of(kata, check),
                "number": format!("{number}.{of_kata}"),
                "output": told(kata, check),
                "output_format": "text",
                "visibility": "visible",
            })
        })
    });
    let tests: Vec<Value> = tests.collect();
    let all = json!({
        "score": result.score,
        "execution_time": milliseconds.div_ceil(1000),
        "output": format!("{} of {} points", result.score, result.max_score),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    });
    Ok(serde_json::to_vec_pretty(&all)?)
}
