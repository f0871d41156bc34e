//! An answer that shows what others show, too.

use super::Member;
use crate::report::class::ReportedClass;
use grader::{
    result::{CheckResult, KataResult, Place},
    submission::Files,
};
use similar::{DiffTag, TextDiff};
use std::collections::BTreeMap;

/// An answer that is shown for all of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The student's index.
    pub student: usize,
    /// The check that says so, if one does.
    pub check: Option<String>,
    /// Its lines that matter most, if they are known.
    pub code: Option<Excerpt>,
}

/// Lines of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The file, as a path in the exercise.
    pub file: String,
    /// The lines.
    pub lines: Vec<ExcerptLine>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptLine {
    /// Its number, from 1.
    pub number: usize,
    /// Its text.
    pub text: String,
    /// Whether it is the one that matters.
    pub is_marked: bool,
}

/// Lines that are shown before and behind a place.
const AROUND: usize = 3;
/// The most lines of an example.
const MOST: usize = 12;

/// The example of a group: if it can be with a picture, and the answer that most students gave.
pub fn of(class: &ReportedClass, kata: usize, members: &[Member]) -> Option<Example> {
    let units = members
        .iter()
        .filter_map(|member| Some((member, class.unit(member.student, kata)?)));
    let units: Vec<(&Member, &KataResult)> = units.collect();
    let mut equal: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, unit) in &units {
        *equal.entry(&unit.hash).or_default() += 1;
    }
    let rank = |(member, unit): &&(&Member, &KataResult)| {
        let has_picture = shown_check(member, unit).is_some_and(has_picture);
        (
            !has_picture,
            usize::MAX - equal[unit.hash.as_str()],
            member.student,
        )
    };
    let (member, unit) = units.iter().min_by_key(rank)?;
    let check = shown_check(member, unit);
    let files = class.students[member.student].answers.get(&kata);
    let code = files.and_then(|files| {
        let place = check.and_then(|check| check.stuck_at.first().cloned());
        let place = place.or_else(|| diagnosed(unit));
        let stuck = place.and_then(|place| around(files, &place));
        stuck.or_else(|| largest_difference(files, class.katas[kata].reference.as_ref()?))
    });
    Some(Example {
        student: member.student,
        check: check.map(|check| check.name.clone()),
        code,
    })
}

/// The check of a unit that shows most.
fn shown_check<'a>(member: &Member, unit: &'a KataResult) -> Option<&'a CheckResult> {
    let own = |check: &&CheckResult| member.checks.contains(&check.name);
    let mut checks = unit.checks.iter().filter(own);
    let with_picture = checks.clone().find(|check| has_picture(check));
    with_picture.or_else(|| checks.next())
}

/// Whether there is a picture of what happened.
pub fn has_picture(check: &CheckResult) -> bool {
    let timeline = check
        .picture
        .as_ref()
        .is_some_and(|picture| !picture.is_empty());
    timeline
        || check
            .orders
            .as_ref()
            .is_some_and(|orders| orders.failing.is_some())
}

fn diagnosed(unit: &KataResult) -> Option<Place> {
    unit.diagnostics.first().map(|diagnostic| Place {
        file: diagnostic.file.clone(),
        line: diagnostic.line,
    })
}

/// The lines around a place, which names its file as a path in the repository.
fn around(files: &Files, place: &Place) -> Option<Excerpt> {
    let (file, text) = files
        .iter()
        .find(|(file, _)| place.file.ends_with(&format!("/{file}")))?;
    let line = place.line as usize;
    let lines = text
        .lines()
        .zip(1..)
        .filter(|(_, number)| number + AROUND >= line && *number <= line + AROUND);
    let lines: Vec<ExcerptLine> = lines
        .map(|(text, number)| ExcerptLine {
            number,
            text: text.into(),
            is_marked: number == line,
        })
        .collect();
    (!lines.is_empty()).then(|| Excerpt {
        file: file.clone(),
        lines,
    })
}

/// The lines around the largest piece that is not as in the reference solution.
fn largest_difference(files: &Files, reference: &Files) -> Option<Excerpt> {
    let pieces = files.iter().flat_map(|(file, text)| {
        let ours = reference.get(file).map_or("", String::as_str);
        let diff = TextDiff::from_lines(text.as_str(), ours);
        let lines: Vec<&str> = text.lines().collect();
        // What is imported tells nothing.
        let head = lines
            .iter()
            .position(|line| line.contains("fn "))
            .unwrap_or(0);
        let pieces = diff.ops().iter().map(move |op| {
            let range = op.old_range();
            let range = range.start.max(head)..range.end.max(head);
            let telling = range
                .clone()
                .filter(|at| lines.get(*at).is_some_and(|line| !is_remark(line)));
            let count = if op.tag() == DiffTag::Equal {
                0
            } else {
                telling.count()
            };
            (count, file, text, range.start)
        });
        pieces.collect::<Vec<_>>()
    });
    // Of equal ones the first.
    let (count, file, text, first) = pieces.rev().max_by_key(|(count, ..)| *count)?;
    let lines = text
        .lines()
        .zip(1..)
        .skip(first.saturating_sub(1))
        .take(MOST);
    let lines = lines.map(|(text, number)| ExcerptLine {
        number,
        text: text.into(),
        is_marked: false,
    });
    (count > 0).then(|| Excerpt {
        file: file.clone(),
        lines: lines.collect(),
    })
}

/// Whether a line says nothing of what an answer does.
fn is_remark(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with("//") || line.starts_with("use ")
}
