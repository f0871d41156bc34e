//! The result for a person at a terminal: what broke, what was seen, what to think about next.

use crate::{
    catalog::{Catalog, Kata},
    report::{fit, terminal},
    result::{CheckResult, CheckStatus, KataResult, KataStatus, RunResult},
    util::text::{inert, plain, plural},
};
use anstyle::{AnsiColor, Style};
use std::{collections::BTreeSet, fmt::Write as _};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const NOTE: Style = AnsiColor::Yellow.on_default();
const FAINT: Style = Style::new().dimmed();
const STRONG: Style = Style::new().bold();

/// Of a kata's broken promises this many are told in full; the rest come after these are mended.
const IN_FULL: usize = 3;

/// `text` in `style`. Colours that a terminal does not want are taken out when it is printed.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A heading.
pub fn strong(text: &str) -> String {
    styled(STRONG, text)
}

/// A remark beside what matters.
pub fn faint(text: &str) -> String {
    styled(FAINT, text)
}

/// The sign and colour of a status, for reports and lists.
pub fn sign(status: KataStatus) -> String {
    match status {
        KataStatus::Passed => styled(GOOD, "✓"),
        KataStatus::NotStarted => styled(FAINT, "·"),
        KataStatus::NotGraded | KataStatus::Missing => styled(NOTE, "!"),
        _ => styled(BAD, "✗"),
    }
}

/// The whole report, with pictures that fit this screen.
pub fn text(result: &RunResult, catalog: &Catalog) -> String {
    of_katas(&result.katas, catalog) + &summary(result)
}

/// The whole report for a file, which is as wide as it likes.
pub fn text_for_a_file(result: &RunResult, catalog: &Catalog) -> String {
    plain(&(in_columns(&result.katas, catalog, usize::MAX) + &summary(result)))
}

/// The report on some katas, without sums.
pub fn of_katas(results: &[KataResult], catalog: &Catalog) -> String {
    in_columns(results, catalog, terminal::columns().unwrap_or(usize::MAX))
}

/// The same with pictures of at most so many `columns`.
fn in_columns(results: &[KataResult], catalog: &Catalog, columns: usize) -> String {
    let mut text = String::new();
    for kata in results {
        let known = catalog.all().find(|known| known.name == kata.name);
        let one = kata_text(kata, known, columns);
        // Short ones make a list, long ones stand apart.
        if one.lines().count() > 1 && !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&one);
        if results.len() == 1 && kata.status == KataStatus::NotStarted {
            text.push_str(&indent(&kata.message, "    "));
        }
    }
    // Wherever this is printed, it may be the log of a job.
    inert(&text)
}

fn summary(result: &RunResult) -> String {
    let passed = result
        .katas
        .iter()
        .filter(|kata| kata.status == KataStatus::Passed)
        .count();
    let line = format!(
        "{passed} of {} passed, {} of {} points",
        plural(result.katas.len(), "kata"),
        result.score,
        result.max_score
    );
    format!("\n{}\n", strong(&line))
}

fn kata_text(result: &KataResult, kata: Option<&Kata>, columns: usize) -> String {
    let mut text = String::new();
    let place = kata.map_or("", |kata| &kata.exercise);
    let checks = format!(
        "{} of {} checks",
        result.passed_checks(),
        result.checks.len()
    );
    // In a command kata either file may be at fault, and the checks' words say which.
    let library = kata.filter(|kata| !kata.is_command());
    let only_file = library.and_then(|kata| kata.stub.keys().next());
    let file = only_file.map_or(place.into(), |file| format!("{place}/{file}"));
    let (about, shown_place) = match result.status {
        KataStatus::Passed => (checks, String::new()),
        KataStatus::Failed => (checks, file),
        KataStatus::NotStarted => ("not started".into(), String::new()),
        KataStatus::DoesNotCompile => ("does not compile".into(), place.into()),
        KataStatus::SignatureChanged => ("a public signature was changed".into(), place.into()),
        KataStatus::Missing => ("missing".into(), place.into()),
        KataStatus::Refused => ("refused".into(), place.into()),
        KataStatus::NotGraded => (
            "not graded: the grader or this machine failed".into(),
            String::new(),
        ),
    };
    let kept = match result.cached && result.status != KataStatus::NotStarted {
        true => styled(FAINT, "   (unchanged since the last run)"),
        false => String::new(),
    };
    let name = strong(&result.name);
    writeln_to(
        &mut text,
        &format!("{} {name}   {about}{kept}", sign(result.status)),
    );
    if !shown_place.is_empty() {
        writeln_to(&mut text, &styled(FAINT, &format!("  {shown_place}")));
    }
    match result.status {
        KataStatus::NotStarted => {}
        KataStatus::Passed | KataStatus::Failed if result.message.contains('\n') => {
            // A file of tests: the picture of all tests and versions stands below the number.
            let picture = result
                .message
                .split_once('\n')
                .map_or("", |(_, picture)| picture);
            let picture = picture.trim_start_matches('\n');
            let picture = fit::matrix(picture, columns.saturating_sub(4));
            text.push_str(&indent(&picture, "    "));
            text.push_str(&failures(result, columns));
        }
        KataStatus::Passed => {}
        KataStatus::Failed => text.push_str(&failures(result, columns)),
        _ => text.push_str(&indent(&result.message, "    ")),
    }
    text
}

/// The broken promises. What several have in common, a message or a misconception, is said once, and
/// what is still to be written comes last.
fn failures(result: &KataResult, columns: usize) -> String {
    let failed = |check: &&CheckResult| check.status != CheckStatus::Passed;
    let all = result.checks.iter().filter(failed);
    let (missing, mut left): (Vec<_>, Vec<_>) = all.partition(|check| is_to_do(check));
    let mut text = String::new();
    let mut said: Vec<&str> = Vec::new();
    for _ in 0..IN_FULL {
        let Some(&first) = left.first() else { break };
        let alike = |check: &&CheckResult| {
            (&check.message, &check.timeline) == (&first.message, &first.timeline)
        };
        let (together, others) = left.into_iter().partition::<Vec<_>, _>(alike);
        for check in &together {
            text.push_str(&broken(&strong(&check.promise)));
        }
        text.push_str(&told(first, &said, columns));
        said.extend(first.message.lines().filter(|line| is_lesson(line)));
        left = others;
    }
    if !left.is_empty() {
        let line = format!(
            "  {} more, told in full when those above are mended:",
            left.len()
        );
        writeln_to(&mut text, &faint(&line));
        let promises = left.iter().map(|check| broken(&check.promise));
        text.extend(promises);
    }
    text + &to_do(&missing)
}

/// Whether the check only came to a `todo!()`.
fn is_to_do(check: &CheckResult) -> bool {
    check.message.starts_with("There is still a `todo!()`") && !check.stuck_at.is_empty()
}

/// What is still to be written, and where.
fn to_do(checks: &[&CheckResult]) -> String {
    let mut text = String::new();
    if checks.is_empty() {
        return text;
    }
    let places = checks.iter().flat_map(|check| &check.stuck_at);
    let places: BTreeSet<(&str, u32)> = places
        .map(|place| (place.file.as_str(), place.line))
        .collect();
    writeln_to(&mut text, &faint("  Still to be written:"));
    for check in checks {
        writeln_to(
            &mut text,
            &format!("  {} {}", styled(FAINT, "·"), check.promise),
        );
    }
    for (file, line) in places {
        writeln_to(&mut text, &format!("      a `todo!()` at {file}:{line}"));
    }
    text
}

/// Whether a line is a sentence that is worth reading once, and not a part of a log.
fn is_lesson(line: &str) -> bool {
    line.len() > 40 && line.ends_with('.') && !line.starts_with(' ')
}

fn broken(promise: &str) -> String {
    format!("  {} {promise}\n", styled(BAD, "✗"))
}

/// What was seen of a broken promise and why, without what was `said` before, and the picture.
fn told(check: &CheckResult, said: &[&str], columns: usize) -> String {
    let mut text = String::new();
    let (seen, why) = check
        .message
        .split_once('\n')
        .unwrap_or((&check.message, ""));
    let news = why.lines().filter(|line| !said.contains(line));
    let news: Vec<&str> = std::iter::once(seen).chain(news).collect();
    text.push_str(&indent(&news.join("\n"), "      "));
    if let Some(timeline) = &check.timeline {
        let picture = fit::timeline(timeline, columns.saturating_sub(6));
        text.push_str(&indent(&picture, "      "));
    }
    if let Some(printed) = printed(check) {
        writeln_to(&mut text, &faint("      it printed:"));
        let room = columns.saturating_sub(8).max(20);
        let pieces = printed.lines().flat_map(|line| textwrap::wrap(line, room));
        text.extend(pieces.map(|piece| indent(&piece, "      | ")));
    }
    text
}

/// The end of what the check's process printed, without the harness's own account of the panic.
fn printed(check: &CheckResult) -> Option<String> {
    const LINES: usize = 8;
    let mut lines: Vec<&str> = Vec::new();
    let mut skipping = false;
    for line in check.output.lines() {
        match line.starts_with("thread '") && line.contains("' panicked at ") {
            true => skipping = true,
            false if skipping && !line.is_empty() && check.message.contains(line.trim_end()) => {}
            false => {
                skipping = false;
                lines.push(line);
            }
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

fn indent(text: &str, by: &str) -> String {
    text.trim_end()
        .lines()
        .map(|line| format!("{}\n", format!("{by}{line}").trim_end()))
        .collect()
}

fn writeln_to(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("writing to a string cannot fail");
}
