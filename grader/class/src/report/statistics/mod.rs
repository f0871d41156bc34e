//! What a class understands and what it does not, as data: who fails at what, and the misconceptions behind it, most
//! common first. Nothing here is rendered.

mod cause;
mod example;
mod heading;
#[cfg(test)]
mod tests;

pub use cause::Cause;
pub use example::Example;

use super::class::{BrokenChecks, ReportedClass};
use cause::Causes;
use grader::result::{KataResult, KataStatus};
use std::collections::{BTreeMap, BTreeSet};

/// The statistics of a class.
#[derive(Debug)]
pub struct Statistics {
    /// Of each kata, in the class's order.
    pub katas: Vec<KataStatistics>,
    /// Why answers fail: by kata, the most common first.
    pub groups: Vec<Group>,
    /// The misconceptions of the whole class, the most common first.
    pub themes: Vec<Theme>,
}

/// How a class did at a kata.
#[derive(Debug, Default)]
pub struct KataStatistics {
    /// The students of each status, by their index; those whose result is not there are not graded.
    pub students: Vec<(KataStatus, Vec<usize>)>,
    /// The promises that somebody breaks, in the order of the checks.
    pub promises: Vec<BrokenPromise>,
    /// Why answers fail, the most common first: indices of [`Statistics::groups`].
    pub groups: Vec<usize>,
}

/// A promise that somebody breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenPromise {
    /// The check's name.
    pub check: String,
    /// What is promised.
    pub promise: String,
    /// Who breaks it.
    pub students: Vec<usize>,
    /// At whom the check fails only because another one does.
    pub followers: Vec<usize>,
}

/// Answers to a kata that fail for one reason.
#[derive(Debug)]
pub struct Group {
    /// The kata's index.
    pub kata: usize,
    /// The reason.
    pub cause: Cause,
    /// It in a few words.
    pub heading: String,
    /// Whose answers.
    pub members: Vec<Member>,
    /// One of them, to be shown.
    pub example: Option<Example>,
}

/// An answer in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The student's index.
    pub student: usize,
    /// The checks that say so, by name.
    pub checks: Vec<String>,
}

/// A misconception, in whichever katas it shows.
#[derive(Debug)]
pub struct Theme {
    /// It in a few words.
    pub heading: String,
    /// The groups that show it, the largest first: indices of [`Statistics::groups`].
    pub groups: Vec<usize>,
    /// Who shows it.
    pub students: BTreeSet<usize>,
}

/// All statuses, in the order in which they are told.
pub const STATUSES: [KataStatus; 8] = [
    KataStatus::Passed,
    KataStatus::Failed,
    KataStatus::DoesNotCompile,
    KataStatus::SignatureChanged,
    KataStatus::Refused,
    KataStatus::NotStarted,
    KataStatus::Missing,
    KataStatus::NotGraded,
];

/// The status of a unit whose result may not be there.
pub fn status(unit: Option<&KataResult>) -> KataStatus {
    unit.map_or(KataStatus::NotGraded, |unit| unit.status)
}

/// Why a unit fails; nothing if it passes.
pub fn causes_of(unit: &KataResult) -> Vec<Cause> {
    Causes::of(Some(unit))
        .into_iter()
        .map(|(cause, _)| cause)
        .collect()
}

impl Statistics {
    /// Those of `class`.
    pub fn new(class: &ReportedClass) -> Self {
        let mut groups = Vec::new();
        let mut katas = Vec::new();
        for kata in 0..class.katas.len() {
            let own = groups_of(class, kata);
            let from = groups.len();
            groups.extend(own);
            katas.push(KataStatistics {
                students: by_status(class, kata),
                promises: promises(class, kata),
                groups: (from..groups.len()).collect(),
            });
        }
        let themes = themes(&groups);
        Self {
            katas,
            groups,
            themes,
        }
    }

    /// The group of an answer for a reason.
    pub fn group_of(&self, kata: usize, cause: &Cause) -> Option<usize> {
        let mut own = self.katas.get(kata)?.groups.iter().copied();
        own.find(|group| self.groups[*group].cause == *cause)
    }
}

impl KataStatistics {
    /// Who has this status.
    pub fn with(&self, status: KataStatus) -> &[usize] {
        let mut all = self.students.iter();
        all.find(|(of, _)| *of == status)
            .map_or(&[], |(_, students)| students)
    }
}

fn by_status(class: &ReportedClass, kata: usize) -> Vec<(KataStatus, Vec<usize>)> {
    let students = |wanted: KataStatus| -> Vec<usize> {
        let all = 0..class.students.len();
        all.filter(|student| status(class.unit(*student, kata)) == wanted)
            .collect()
    };
    let all = STATUSES.map(|status| (status, students(status)));
    all.into_iter()
        .filter(|(_, students)| !students.is_empty())
        .collect()
}

fn promises(class: &ReportedClass, kata: usize) -> Vec<BrokenPromise> {
    let mut promises: Vec<BrokenPromise> = Vec::new();
    let units =
        (0..class.students.len()).filter_map(|student| Some((student, class.unit(student, kata)?)));
    for (student, unit) in units {
        let broken = BrokenChecks::of(unit);
        for check in &unit.checks {
            let index = promises
                .iter()
                .position(|promise| promise.check == check.name);
            let index = index.unwrap_or_else(|| {
                promises.push(BrokenPromise {
                    check: check.name.clone(),
                    promise: check.promise.clone(),
                    students: Vec::new(),
                    followers: Vec::new(),
                });
                promises.len() - 1
            });
            let is_in = |checks: &[&grader::result::CheckResult]| {
                checks.iter().any(|other| other.name == check.name)
            };
            if is_in(&broken.leading) {
                promises[index].students.push(student);
            } else if is_in(&broken.following) {
                promises[index].followers.push(student);
            }
        }
    }
    promises.retain(|promise| !(promise.students.is_empty() && promise.followers.is_empty()));
    promises
}

/// Why answers to a kata fail, the most common first.
fn groups_of(class: &ReportedClass, kata: usize) -> Vec<Group> {
    let mut groups: Vec<(Cause, Vec<Member>)> = Vec::new();
    for student in 0..class.students.len() {
        for (cause, checks) in Causes::of(class.unit(student, kata)).into_iter() {
            let member = Member { student, checks };
            match groups.iter_mut().find(|(other, _)| *other == cause) {
                Some((_, members)) => members.push(member),
                None => groups.push((cause, vec![member])),
            }
        }
    }
    // The sort is stable: of those that are as common the first in the order of students comes first.
    groups.sort_by_key(|(cause, members)| (!cause.is_misconception(), usize::MAX - members.len()));
    let mut told = BTreeSet::new();
    let mut group = |(cause, members): (Cause, Vec<Member>)| {
        let mut heading = heading::of(class, kata, &cause, &members);
        // A known mistake may have several explanations; its name is for the most common one.
        if !told.insert(heading.clone()) {
            heading = heading::of_the_cause(class, kata, &cause, &members);
        }
        Group {
            kata,
            heading,
            example: example::of(class, kata, &members),
            cause,
            members,
        }
    };
    groups.into_iter().map(&mut group).collect()
}

fn themes(groups: &[Group]) -> Vec<Theme> {
    let mut by_reason: BTreeMap<cause::Reason, Vec<usize>> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        if let Some(reason) = group.cause.reason(group.kata) {
            by_reason.entry(reason).or_default().push(index);
        }
    }
    let theme = |mut indices: Vec<usize>| {
        indices.sort_by_key(|index| (usize::MAX - groups[*index].members.len(), *index));
        let members = indices.iter().flat_map(|index| &groups[*index].members);
        Theme {
            heading: groups[indices[0]].heading.clone(),
            students: members.map(|member| member.student).collect(),
            groups: indices,
        }
    };
    let mut themes: Vec<Theme> = by_reason.into_values().map(theme).collect();
    let units = |theme: &Theme| -> usize {
        theme
            .groups
            .iter()
            .map(|group| groups[*group].members.len())
            .sum()
    };
    themes.sort_by_key(|theme| {
        (
            usize::MAX - theme.students.len(),
            usize::MAX - units(theme),
            theme.groups[0],
        )
    });
    themes
}
