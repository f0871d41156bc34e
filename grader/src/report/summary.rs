//! The result as the Markdown page that GitHub shows of a job: a table of the katas, then what broke.
//!
//! What a student wrote or printed stands only in code blocks whose fences it cannot close.

use crate::{
    result::{CheckResult, CheckStatus, KataResult, KataStatus, RunResult},
    util::text::plain,
};

/// GitHub takes 1 MiB of a step; what comes after this many bytes is left out.
const MOST_BYTES: usize = 900 * 1024;
/// Characters of one message, picture or output.
const MOST_CHARACTERS: usize = 4096;

/// The whole page.
pub fn text(result: &RunResult) -> String {
    let mut text = format!(
        "## Async Rust Katas: {} of {} points\n\n",
        result.score, result.max_score
    );
    if result.katas.is_empty() {
        text.push_str(
            "No kata was asked for: no file of an exercise differs from what was given.\n\n",
        );
    } else {
        text.push_str("| kata | verdict | checks | points |\n|---|---|---:|---:|\n");
        text.extend(result.katas.iter().map(row));
    }
    text.push_str(&format!(
        "\nGraded with {}; sandbox: {}.\n",
        result.grader.toolchain, result.grader.sandbox
    ));
    for (index, kata) in result.katas.iter().enumerate() {
        let details = details(kata);
        if text.len() + details.len() > MOST_BYTES {
            let left = result.katas.len() - index;
            text.push_str(&format!(
                "\nThe details of {left} katas are left out here.\n"
            ));
            break;
        }
        text.push_str(&details);
    }
    text
}

fn row(kata: &KataResult) -> String {
    format!(
        "| `{}` | {} | {} of {} | {} of {} |\n",
        kata.name,
        verdict(kata.status),
        kata.passed_checks(),
        kata.checks.len(),
        kata.score,
        kata.max_score
    )
}

/// A kata's status in words.
pub(crate) fn verdict(status: KataStatus) -> &'static str {
    match status {
        KataStatus::Passed => "✓ passed",
        KataStatus::Failed => "✗ failed",
        KataStatus::NotStarted => "· not started",
        KataStatus::DoesNotCompile => "✗ does not compile",
        KataStatus::SignatureChanged => "✗ a public signature was changed",
        KataStatus::Missing => "! missing",
        KataStatus::Refused => "✗ refused",
        KataStatus::NotGraded => "! not graded: the grader or the machine failed",
    }
}

fn details(kata: &KataResult) -> String {
    let heading = format!("\n### {}\n\n", kata.name);
    match kata.status {
        KataStatus::Passed | KataStatus::NotStarted => String::new(),
        KataStatus::Failed => {
            let mut text = heading;
            if let Some(mutants) = &kata.mutants {
                text.push_str(&block(&mutants.to_string()));
            }
            let broken = kata.checks.iter();
            let broken = broken.filter(|check| check.status != CheckStatus::Passed);
            text.extend(broken.map(of_check));
            text
        }
        _ => heading + &block(&kata.message()),
    }
}

/// The promise is ours; everything below it may be the student's.
fn of_check(check: &CheckResult) -> String {
    let mut text = format!("**{}**\n\n", check.promise);
    text.push_str(&block(&check.message()));
    if let Some(picture) = &check.picture {
        text.push_str(&block(&picture.to_string()));
    }
    text
}

/// `text` as a code block, with a fence that is longer than any in it.
fn block(text: &str) -> String {
    let text = plain(text);
    let mut shown: String = text
        .trim_matches('\n')
        .chars()
        .take(MOST_CHARACTERS)
        .collect();
    if shown.trim().is_empty() {
        return String::new();
    }
    if text.chars().nth(MOST_CHARACTERS).is_some() {
        shown.push_str(" …");
    }
    let longest = shown
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n\n", shown.trim_end())
}
