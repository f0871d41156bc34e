//! The result for a person at a terminal: what broke, what was seen, what to think about next.

use super::{
    document::Document,
    matrix,
    style::{self, BAD, faint, sign, strong, styled},
    terminal, timeline,
};
use crate::{
    catalog::{Catalog, Kata},
    result::{Block, CheckResult, KataResult, KataStatus, Place, RunResult},
    util::text::{plain, plural},
};
use std::collections::BTreeSet;

/// Of a kata's broken promises this many are told in full; the rest come after these are mended.
const IN_FULL: usize = 3;
/// Columns before what is said of a kata, and of a check.
const OF_KATA: usize = 4;
const OF_CHECK: usize = 6;

/// The whole report, with pictures that fit this screen.
pub fn report(result: &RunResult, catalog: &Catalog) -> Document {
    let mut report = of_katas(&result.katas, catalog);
    report.append(summary(result));
    report
}

/// The whole report for a file, which is as wide as it likes.
pub fn text_for_a_file(result: &RunResult, catalog: &Catalog) -> String {
    let mut report = in_columns(&result.katas, catalog, usize::MAX);
    report.append(summary(result));
    plain(&report.to_text())
}

/// The report on some katas, without sums.
pub fn of_katas(results: &[KataResult], catalog: &Catalog) -> Document {
    in_columns(results, catalog, terminal::columns().unwrap_or(usize::MAX))
}

/// The same with pictures of at most so many `columns`.
fn in_columns(results: &[KataResult], catalog: &Catalog, columns: usize) -> Document {
    let mut report = Document::default();
    for kata in results {
        let known = catalog.all().find(|known| known.name == kata.name);
        let one = of_kata(kata, known, columns);
        // Short ones make a list, long ones stand apart.
        if one.lines().len() > 1 && !report.lines().is_empty() {
            report.blank();
        }
        report.append(one);
        if results.len() == 1 && kata.status == KataStatus::NotStarted {
            report.append(of_blocks(&kata.blocks));
        }
    }
    report
}

fn summary(result: &RunResult) -> Document {
    let passed = |kata: &&KataResult| kata.status == KataStatus::Passed;
    let line = format!(
        "{} of {} passed, {} of {} points",
        result.katas.iter().filter(passed).count(),
        plural(result.katas.len(), "kata"),
        result.score,
        result.max_score
    );
    Document::of_prose(&format!("\n{}\n", strong(&line)))
}

fn of_kata(result: &KataResult, kata: Option<&Kata>, columns: usize) -> Document {
    let (about, place) = heading(result, kata);
    let kept = if result.cached && result.status != KataStatus::NotStarted {
        faint("   (unchanged since the last run)")
    } else {
        String::new()
    };
    let mut report = Document::default();
    let name = strong(&result.name);
    report.item(
        &format!("{} ", sign(result.status)),
        &format!("{name}   {about}{kept}"),
    );
    if !place.is_empty() {
        report.prose(2, &faint(&place));
    }
    match result.status {
        KataStatus::NotStarted => {}
        KataStatus::Passed | KataStatus::Failed => {
            // What has passed before is one line in a list.
            let is_news = result.status == KataStatus::Failed || !result.cached;
            if let Some(mutants) = result.mutants.as_ref().filter(|_| is_news) {
                report.append(matrix::document(mutants, OF_KATA, columns));
            }
            report.append(of_blocks(&result.warnings));
            if !result.warnings.is_empty() {
                report.blank();
            }
            report.append(of_failures(result, columns));
        }
        _ => report.append(of_blocks(&result.blocks)),
    }
    report
}

/// What is said of a kata beside its name, and which place is shown below that.
fn heading(result: &KataResult, kata: Option<&Kata>) -> (String, String) {
    let place = kata.map_or("", |kata| &kata.exercise);
    // In a command kata either file may be at fault, and the checks' words say which.
    let library = kata.filter(|kata| !kata.is_command());
    let only_file = library.and_then(|kata| kata.stub.keys().next());
    let file = only_file.map_or(place.into(), |file| format!("{place}/{file}"));
    let (passed, all) = (result.passed_checks(), result.checks.len());
    match result.status {
        KataStatus::Passed => (format!("{passed} of {all} checks"), String::new()),
        KataStatus::Failed => (format!("{passed} of {all} checks"), file),
        KataStatus::NotStarted => ("not started".into(), String::new()),
        KataStatus::DoesNotCompile => ("does not compile".into(), place.into()),
        KataStatus::SignatureChanged => ("a public signature was changed".into(), place.into()),
        KataStatus::Missing => ("missing".into(), place.into()),
        KataStatus::Refused => ("refused".into(), place.into()),
        KataStatus::NotGraded => (
            "not graded: the grader or this machine failed".into(),
            String::new(),
        ),
    }
}

fn of_blocks(blocks: &[Block]) -> Document {
    let mut report = Document::default();
    for block in blocks {
        match block {
            Block::Prose(text) => report.prose(OF_KATA, text),
            Block::Code(text) => report.drawn(OF_KATA, text),
            Block::Rustc(text) => report.drawn(OF_KATA, &style::rustc(text)),
            Block::InShort(text) => {
                report.prose(OF_KATA, &format!("{} {text}", strong(Block::IN_SHORT)));
                report.blank();
            }
        }
    }
    report.trim_end();
    report
}

/// The broken promises. What several have in common, a message or a misconception, is said once, and
/// what is still to be written comes last.
fn of_failures(result: &KataResult, columns: usize) -> Document {
    let failed = |check: &&CheckResult| check.is_broken();
    let all = result.checks.iter().filter(failed);
    let (missing, left): (Vec<_>, Vec<_>) = all.partition(|check| check.todo.is_some());
    // What only follows another failure may explain the wrong thing.
    let names: Vec<&str> = left.iter().map(|check| &*check.name).collect();
    let follows = |check: &&CheckResult| check.follows.iter().any(|name| names.contains(&&**name));
    let (followers, mut left): (Vec<_>, Vec<_>) = left.into_iter().partition(follows);
    let mut report = Document::default();
    let mut said: Vec<&str> = Vec::new();
    for _ in 0..IN_FULL {
        let Some(&first) = left.first() else { break };
        let alike = |check: &&CheckResult| {
            let seen = |check: &CheckResult| (check.picture.clone(), check.orders.clone());
            (check.message(), seen(check)) == (first.message(), seen(first))
        };
        let (together, others) = left.into_iter().partition::<Vec<_>, _>(alike);
        for check in &together {
            add_promise(&mut report, &strong(&check.promise), check);
        }
        report.append(of_failure(first, &said, columns));
        let sentences = first.explanation.lines();
        said.extend(sentences.filter(|line| is_sentence(line)));
        left = others;
    }
    left.extend(followers);
    if !left.is_empty() {
        report.prose(
            2,
            &faint(&format!(
                "{} more, told in full when those above are mended:",
                left.len()
            )),
        );
        for check in left {
            add_promise(&mut report, &check.promise, check);
        }
    }
    report.append(of_todos(&missing));
    report
}

/// `promise` is that of `check`, in its style.
fn add_promise(report: &mut Document, promise: &str, check: &CheckResult) {
    let sign = format!("  {} ", styled(BAD, "✗"));
    let numbers = check.of_promises();
    if numbers.is_empty() {
        report.item(&sign, promise);
    } else {
        report.item(
            &sign,
            &format!("{promise} {}", faint(&format!("({numbers})"))),
        );
    }
}

/// What is still to be written, and where.
fn of_todos(checks: &[&CheckResult]) -> Document {
    let mut report = Document::default();
    if checks.is_empty() {
        return report;
    }
    report.prose(2, &faint("Still to be written:"));
    for check in checks {
        report.item(&format!("  {} ", faint("·")), &check.promise);
    }
    let places = checks.iter().filter_map(|check| check.todo.as_ref());
    let places: BTreeSet<&Place> = places.collect();
    for Place { file, line } in places {
        report.prose(OF_CHECK, &format!("a `todo!()` at {file}:{line}"));
    }
    report
}

/// Whether a line of an explanation is worth reading once, and not a part of what a program printed.
fn is_sentence(line: &str) -> bool {
    line.ends_with('.') && !line.starts_with(' ')
}

/// What was seen of a broken promise and why, without what was `said` before, and the picture.
pub fn of_failure(check: &CheckResult, said: &[&str], columns: usize) -> Document {
    let mut report = Document::default();
    report.prose(OF_CHECK, &check.observed_in_its_case());
    report.prose(OF_CHECK, &check.details);
    let news = check
        .explanation
        .lines()
        .filter(|line| !said.contains(line));
    for line in news {
        report.prose(OF_CHECK, line);
    }
    report.trim_end();
    if let Some(picture) = &check.picture {
        report.append(timeline::document(picture, OF_CHECK, columns));
    }
    if let Some(order) = check
        .orders
        .as_ref()
        .and_then(|orders| orders.failing.as_ref())
    {
        report.prose(OF_CHECK, "The order of the threads in which it fails:");
        report.drawn(OF_CHECK, &order.draw(columns.saturating_sub(OF_CHECK)));
    }
    if let Some(printed) = printed(check) {
        report.prose(OF_CHECK, &faint("it printed:"));
        let room = columns.saturating_sub(OF_CHECK + 2).max(20);
        for piece in printed.lines().flat_map(|line| textwrap::wrap(line, room)) {
            report.drawn(OF_CHECK, &format!("| {piece}"));
        }
    }
    report
}

/// The end of what the check's process printed, without the harness's own account of the panic.
fn printed(check: &CheckResult) -> Option<String> {
    const LINES: usize = 8;
    let message = check.message();
    let mut lines: Vec<&str> = Vec::new();
    let mut skipping = false;
    for line in check.output.lines() {
        if line.starts_with("thread '") && line.contains("' panicked at ") {
            skipping = true;
        } else if !(skipping && !line.is_empty() && message.contains(line.trim_end())) {
            skipping = false;
            lines.push(line);
        }
    }
    let start = lines.len().saturating_sub(LINES);
    let clipped = lines[start..].iter().map(|line| clip(line));
    let shown = clipped.collect::<Vec<_>>().join("\n");
    (!shown.trim().is_empty()).then_some(shown)
}

/// The beginning of a line that nobody reads to its end.
fn clip(line: &str) -> String {
    const COLUMNS: usize = 100;
    match line.char_indices().nth(COLUMNS) {
        Some((at, _)) => format!("{} …", &line[..at]),
        None => line.to_string(),
    }
}

#[cfg(test)]
mod tests;
