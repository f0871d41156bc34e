//! A reason in a few words.

use super::{Cause, Member};
use crate::report::class::{ReportedClass, ReportedKata};
use grader::result::{Block, KataResult, KataStatus};

/// The words for why these answers to a kata fail: the misconception that the kata's known mistakes have for it, if
/// they agree on one; else the first sentence of the explanation, or what is promised.
pub fn of(class: &ReportedClass, kata: usize, cause: &Cause, members: &[Member]) -> String {
    match known_misconception(&class.katas[kata], cause, &units(class, kata, members)) {
        Some(known) => without_full_stop(known).into(),
        None => of_the_cause(class, kata, cause, members),
    }
}

/// The words that the cause has itself.
pub fn of_the_cause(
    class: &ReportedClass,
    kata: usize,
    cause: &Cause,
    members: &[Member],
) -> String {
    let units = units(class, kata, members);
    match cause {
        Cause::Misconception(explanation) => first_sentence(explanation).into(),
        Cause::Promise(name) => {
            let mut checks = units.iter().flat_map(|(_, unit)| &unit.checks);
            let check = checks.find(|check| check.name == *name);
            check.map_or(String::new(), |check| {
                format!("Not kept: {}", without_full_stop(&check.promise))
            })
        }
        Cause::CompilerError(code) => compiler_error(code, &units),
        Cause::Unfinished => "A todo!() is left".into(),
        Cause::Status(status) => of_status(*status).into(),
    }
}

fn units<'a>(
    class: &'a ReportedClass,
    kata: usize,
    members: &'a [Member],
) -> Vec<(&'a Member, &'a KataResult)> {
    let units = members.iter();
    let units = units.filter_map(|member| Some((member, class.unit(member.student, kata)?)));
    units.collect()
}

/// What a status of a whole kata means.
fn of_status(status: KataStatus) -> &'static str {
    match status {
        KataStatus::Passed => "It passes",
        KataStatus::Failed => "A promise is not kept",
        KataStatus::NotStarted => "Not started: the files are as they were given",
        KataStatus::DoesNotCompile => "It does not compile",
        KataStatus::SignatureChanged => "A public signature was changed",
        KataStatus::Missing => "No files were handed in",
        KataStatus::Refused => "The files are not read",
        KataStatus::NotGraded => "Not graded: the grader or the machine has failed",
    }
}

fn compiler_error(code: &str, units: &[(&Member, &KataResult)]) -> String {
    let mut blocks = units.iter().flat_map(|(_, unit)| &unit.blocks);
    let meaning = blocks.find_map(|block| match block {
        Block::InShort(text) => Some(first_sentence(text)),
        Block::Prose(_) | Block::Rustc(_) | Block::Code(_) => None,
    });
    match (code, meaning) {
        ("", None) => "It does not compile".into(),
        ("", Some(meaning)) => format!("It does not compile: {meaning}"),
        (code, None) => format!("It does not compile ({code})"),
        (code, Some(meaning)) => format!("It does not compile ({code}): {meaning}"),
    }
}

/// The misconception of the kata's mistakes that these answers show, unless they show several.
fn known_misconception<'a>(
    kata: &'a ReportedKata,
    cause: &Cause,
    units: &[(&Member, &KataResult)],
) -> Option<&'a str> {
    if !cause.is_misconception() {
        return None;
    }
    let shows = |mistake: &grader::verify::samples::MistakeHeader| {
        units.iter().any(|(member, unit)| {
            let mut checks = unit
                .checks
                .iter()
                .filter(|check| member.checks.contains(&check.name));
            checks.any(|check| {
                check.name == mistake.caught_by && check.message().contains(&mistake.message)
            })
        })
    };
    let mut shown = kata
        .mistakes
        .iter()
        .filter(|mistake| shows(mistake))
        .map(|mistake| mistake.misconception.as_str());
    let first = shown.next()?;
    shown.all(|other| other == first).then_some(first)
}

/// The first sentence of a text, without its full stop.
pub fn first_sentence(text: &str) -> &str {
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
        .trim();
    let ends = line.match_indices(['.', '!', '?']);
    let end = ends
        .map(|(at, _)| at + 1)
        .find(|end| line[*end..].starts_with(' '));
    without_full_stop(&line[..end.unwrap_or(line.len())])
}

fn without_full_stop(text: &str) -> &str {
    text.trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn a_sentence_ends_with_a_stop_and_a_space() {
        assert_eq!(
            first_sentence("Dropping `a.b` detaches. It goes on."),
            "Dropping `a.b` detaches"
        );
        assert_eq!(
            first_sentence("\nOne line only\nand another"),
            "One line only"
        );
        assert_eq!(first_sentence("Why? Because."), "Why?");
        assert_eq!(first_sentence(""), "");
    }
}
