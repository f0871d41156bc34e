//! A student's failures in words.

use super::{
    Level, katas,
    words::{Rich, sign},
};
use crate::report::{
    class::{BrokenChecks, ReportedClass},
    statistics::{Cause, STATUSES, Statistics, status},
};
use grader::result::{KataResult, KataStatus};

/// A kata at which a student fails.
pub struct FailedKata {
    pub kata: String,
    /// Whether there are details.
    pub has_details: bool,
    pub words: &'static str,
    pub class: &'static str,
    pub score: u32,
    pub max_score: u32,
    pub reasons: Vec<Reason>,
    /// How many more reasons there are.
    pub more: usize,
    /// How many more checks fail only because others do.
    pub following: usize,
}

/// Why it fails.
pub struct Reason {
    /// The group's index.
    pub group: usize,
    pub heading: Rich,
    pub observed: Rich,
    /// What is behind it, for the student's own page.
    pub explanation: Rich,
}

/// Whether an answer with this status has its place in the student's list.
pub fn is_listed(status: KataStatus) -> bool {
    matches!(
        status,
        KataStatus::Failed
            | KataStatus::DoesNotCompile
            | KataStatus::SignatureChanged
            | KataStatus::Refused
    )
}

/// Whether there are details of it.
pub fn has_more(status: KataStatus) -> bool {
    is_listed(status) || status == KataStatus::Passed
}

/// The failures of a student, told as far as `level` says.
pub fn of(
    class: &ReportedClass,
    statistics: &Statistics,
    student: usize,
    level: Level,
) -> Vec<FailedKata> {
    let katas = class.katas.iter().enumerate();
    let units = katas.filter_map(|(index, kata)| Some((index, kata, class.unit(student, index)?)));
    let failed = units.filter(|(_, _, unit)| is_listed(unit.status));
    failed
        .map(|(index, kata, unit)| {
            let mut reasons = reasons(class, statistics, index, unit, level);
            let more = reasons.len().saturating_sub(level.reasons);
            reasons.truncate(level.reasons);
            FailedKata {
                kata: kata.name.clone(),
                has_details: unit.status != KataStatus::Refused,
                words: sign(unit.status).words,
                class: sign(unit.status).class,
                score: unit.score,
                max_score: unit.max_score,
                reasons,
                more,
                following: BrokenChecks::of(unit).following.len(),
            }
        })
        .collect()
}

fn reasons(
    class: &ReportedClass,
    statistics: &Statistics,
    kata: usize,
    unit: &KataResult,
    level: Level,
) -> Vec<Reason> {
    let reason = |cause: &Cause, observed: &str| {
        let group = statistics.group_of(kata, cause)?;
        let heading = &statistics.groups[group].heading;
        Some(Reason {
            explanation: katas::explanation(class, &statistics.groups[group]),
            group,
            heading: Rich::new(heading, level.heading),
            observed: if level.observed == 0 {
                Rich::default()
            } else {
                Rich::new(observed, level.observed)
            },
        })
    };
    let mut reasons: Vec<Reason> = Vec::new();
    if unit.status != KataStatus::Failed {
        let causes = crate::report::statistics::causes_of(unit);
        let told = told(unit);
        reasons.extend(causes.iter().filter_map(|cause| reason(cause, &told)));
    }
    for check in BrokenChecks::of(unit).leading {
        let Some(next) = reason(&Cause::of_check(check), &check.observed_in_its_case()) else {
            continue;
        };
        // Several checks of one reason are told once; the details have them all.
        if !reasons.iter().any(|other| other.group == next.group) {
            reasons.push(next);
        }
    }
    reasons
}

/// What is said of an answer that cannot be checked: the first error and its place, or the first words.
fn told(unit: &KataResult) -> String {
    if let Some(error) = unit.diagnostics.first() {
        let (_, file) = error.file.rsplit_once('/').unwrap_or(("", &error.file));
        return format!("{file}:{}: {}", error.line, error.message);
    }
    let message = unit.message();
    let mut lines = message.lines().filter(|line| !line.trim().is_empty());
    lines.next().unwrap_or_default().into()
}

/// The statuses of which there is no more to say, each with the names of the katas.
pub fn others(class: &ReportedClass, student: usize) -> Vec<(&'static str, Vec<String>)> {
    let quiet = STATUSES.into_iter().filter(|status| !has_more(*status));
    let katas = |wanted: KataStatus| -> Vec<String> {
        let katas = class.katas.iter().enumerate();
        let own = katas.filter(|(index, _)| status(class.unit(student, *index)) == wanted);
        own.map(|(_, kata)| kata.name.clone()).collect()
    };
    let all = quiet.map(|status| (sign(status).words, katas(status)));
    all.filter(|(_, katas)| !katas.is_empty()).collect()
}
