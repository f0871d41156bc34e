//! What a report is made from: the katas, the students, and what was made of each answer.

use grader::{
    result::{CheckResult, GraderInfo, KataResult},
    submission::Files,
    verify::samples::MistakeHeader,
};
use std::collections::{BTreeMap, BTreeSet};

/// A class, or a single student.
#[derive(Debug)]
pub struct ReportedClass {
    /// Who graded.
    pub grader: GraderInfo,
    /// The katas, in order.
    pub katas: Vec<ReportedKata>,
    /// The students, in the order in which they are numbered.
    pub students: Vec<ReportedStudent>,
    /// Answers that have passages in common, those with the most first.
    pub alike: Vec<AlikeAnswers>,
    /// What the instructor should know of the report itself.
    pub notices: Vec<String>,
}

/// Two answers that have passages in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeAnswers {
    /// The kata's index.
    pub kata: usize,
    /// The students' indices.
    pub students: [usize; 2],
    /// How many tokens they have in common that are their own.
    pub tokens: usize,
    /// The passages in both, the longest first.
    pub passages: Vec<[AlikePassage; 2]>,
}

/// A passage in one of two answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikePassage {
    /// The file, as a path in the exercise.
    pub file: String,
    /// Its first line, from 1.
    pub line: usize,
    /// Its text.
    pub text: String,
}

/// What is known of a kata beside the results.
#[derive(Debug, Default)]
pub struct ReportedKata {
    /// Its name.
    pub name: String,
    /// Its title in words; its name if the catalog does not have it.
    pub title: String,
    /// All its points.
    pub max_score: u32,
    /// The reference solution; nothing where it is not to be shown.
    pub reference: Option<Files>,
    /// What a student is given.
    pub stub: Files,
    /// Mistakes that are known.
    pub mistakes: Vec<MistakeHeader>,
}

/// A student.
#[derive(Debug)]
pub struct ReportedStudent {
    /// What they are called where names are left out, from 1.
    pub number: usize,
    /// What they are called; nothing in an anonymous report.
    pub name: Option<String>,
    /// Their id, where it is not their name; nothing in an anonymous report.
    pub id: Option<String>,
    /// The name of the file of their result in the folder of results; nothing in an anonymous report.
    pub file: Option<String>,
    /// What was made of each kata; nothing where the machine failed.
    pub units: Vec<Option<KataResult>>,
    /// What they wrote, by the kata's index, as far as it is known.
    pub answers: BTreeMap<usize, Files>,
}

impl ReportedClass {
    /// A student's result of a kata.
    pub fn unit(&self, student: usize, kata: usize) -> Option<&KataResult> {
        self.students.get(student)?.units.get(kata)?.as_ref()
    }
}

impl ReportedStudent {
    /// What they are called where names are left out.
    pub fn label(&self) -> String {
        format!("Student {}", self.number)
    }

    /// What they are called in this report.
    pub fn shown(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.label())
    }

    /// Where they stand in lists: by name, or by number where they have none.
    pub fn place(&self) -> (Option<String>, usize) {
        (
            self.name.as_ref().map(|name| name.to_lowercase()),
            self.number,
        )
    }

    /// All their points.
    pub fn score(&self) -> u32 {
        self.units.iter().flatten().map(|unit| unit.score).sum()
    }
}

/// The checks of a unit that are broken.
#[derive(Debug, Default)]
pub struct BrokenChecks<'a> {
    /// Those that say what is wrong.
    pub leading: Vec<&'a CheckResult>,
    /// Those that fail only because one of these does.
    pub following: Vec<&'a CheckResult>,
}

impl<'a> BrokenChecks<'a> {
    /// Those of `unit`.
    pub fn of(unit: &'a KataResult) -> Self {
        let broken: Vec<&CheckResult> = unit
            .checks
            .iter()
            .filter(|check| check.is_broken())
            .collect();
        let names: BTreeSet<&str> = broken.iter().map(|check| check.name.as_str()).collect();
        let follows = |check: &&CheckResult| {
            let mut before = check.follows.iter();
            before.any(|name| name != &check.name && names.contains(name.as_str()))
        };
        let (following, leading): (Vec<_>, Vec<_>) = broken.iter().copied().partition(follows);
        if leading.is_empty() {
            // They follow each other: nobody knows which is first.
            return Self {
                leading: following,
                following: leading,
            };
        }
        Self { leading, following }
    }
}
