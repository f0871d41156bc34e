//! The result as the Markdown page that GitHub shows of a job: a table of the katas, then what broke.
//!
//! What a student wrote or printed stands only in code blocks whose fences it cannot close.

use crate::{
    result::{Block, CheckResult, KataResult, KataStatus, RunResult},
    util::text::{plain, plural},
};

/// GitHub takes 1 MiB of a step; what comes after this many bytes is left out.
const MOST_BYTES: usize = 900 * 1024;
/// Characters of one message, picture or output.
const MOST_CHARACTERS: usize = 4096;

/// The whole page.
pub fn render(result: &RunResult) -> String {
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
                "\nThe details of {} are left out here.\n",
                plural(left, "kata")
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
            text.push_str(&block(&Block::join(&kata.warnings)));
            let broken = kata.checks.iter();
            let broken = broken.filter(|check| check.is_broken());
            text.extend(broken.map(of_check));
            text
        }
        _ => heading + &block(&kata.message()),
    }
}

/// The promise is ours; everything below it may be the student's.
fn of_check(check: &CheckResult) -> String {
    let numbers = match check.of_promises() {
        numbers if numbers.is_empty() => numbers,
        numbers => format!(" ({numbers})"),
    };
    let mut text = format!("**{}**{numbers}\n\n", check.promise);
    text.push_str(&block(&check.message()));
    if let Some(picture) = &check.picture {
        text.push_str(&block(&picture.to_string()));
    }
    if let Some(order) = check
        .orders
        .as_ref()
        .and_then(|orders| orders.failing.as_ref())
    {
        text.push_str(&block(&order.to_string()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::example::{failed, kata, kata_with, passed, run},
        result::Block,
    };

    #[test]
    fn every_kata_has_a_row_and_only_what_went_wrong_has_details() {
        let katas = vec![
            kata_with(vec![passed("A.")]),
            kata_with(vec![passed("A."), failed("B.", "It gave 2.", "Why.")]),
            kata(KataStatus::NotStarted),
        ];
        assert_eq!(
            render(&run(katas)),
            "## Async Rust Katas: 2 of 12 points\n\n\
             | kata | verdict | checks | points |\n|---|---|---:|---:|\n\
             | `wait_for_first` | ✓ passed | 1 of 1 | 1 of 4 |\n\
             | `wait_for_first` | ✗ failed | 1 of 2 | 1 of 4 |\n\
             | `wait_for_first` | · not started | 0 of 3 | 0 of 4 |\n\n\
             Graded with rustc 1.95.0; sandbox: limits.\n\n\
             ### wait_for_first\n\n**B.**\n\n```text\nIt gave 2.\nWhy.\n```\n\n"
        );
    }

    #[test]
    fn a_run_without_katas_says_why() {
        assert!(render(&run(Vec::new())).contains("No kata was asked for"));
    }

    #[test]
    fn a_fence_is_longer_than_any_in_its_block() {
        for (text, fence) in [
            ("a", "```"),
            ("``", "```"),
            ("```", "````"),
            ("x ````` y", "``````"),
        ] {
            assert_eq!(block(text), format!("{fence}text\n{text}\n{fence}\n\n"));
        }
    }

    #[test]
    fn a_block_without_words_is_left_out_and_a_long_one_cut() {
        assert_eq!(block(" \n\n"), "");
        let long = block(&"x".repeat(MOST_CHARACTERS + 1));
        assert!(long.contains("x …\n```"));
        let just = block(&"x".repeat(MOST_CHARACTERS));
        assert!(!just.contains('…'));
    }

    #[test]
    fn one_kata_without_room_is_counted_as_one() {
        let mut katas = vec![kata(KataStatus::DoesNotCompile)];
        katas[0].name = "x".repeat(MOST_BYTES);
        let page = render(&run(katas));
        assert!(page.ends_with("\nThe details of 1 kata are left out here.\n"));
    }

    #[test]
    fn details_that_have_no_room_are_counted() {
        let long = || KataResult {
            blocks: vec![Block::Prose("x".repeat(MOST_CHARACTERS))],
            ..kata(KataStatus::DoesNotCompile)
        };
        let katas: Vec<KataResult> = (0..300).map(|_| long()).collect();
        let page = render(&run(katas));
        let shown = page.matches("### wait_for_first").count();
        assert!(page.len() <= MOST_BYTES + 100);
        let rest = format!(
            "\nThe details of {} katas are left out here.\n",
            300 - shown
        );
        assert!(page.ends_with(&rest), "{shown}");
    }
}
