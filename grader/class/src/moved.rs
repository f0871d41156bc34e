//! What differs between two gradings of a class, and why.

use crate::{gradebook::Row, late::Late, late::Rule, manifest::Manifest, outcome};
use anyhow::Result;
use grader::result::{CheckStatus, KataResult, KataStatus};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// A grading: its results, and what they were made with.
#[derive(Debug)]
pub struct Grading {
    manifest: Manifest,
    students: BTreeMap<String, Student>,
}

#[derive(Debug)]
struct Student {
    name: String,
    submitted_at: Option<String>,
    late: Option<Late>,
    katas: BTreeMap<String, Mark>,
}

/// The mark of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// How it went.
    pub status: KataStatus,
    /// The points.
    pub score: u32,
    /// All points that there are.
    pub max_score: u32,
    passed: BTreeSet<String>,
    answer: String,
}

/// Which way a mark has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// More points.
    Better,
    /// Fewer points.
    Worse,
    /// The same points for something else.
    Otherwise,
    /// There was none.
    New,
    /// There is none any more.
    Gone,
}

/// Why a mark can have moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The student has handed in something else.
    Answer,
    /// The kata's checks have changed.
    Checks,
    /// The kit or its libraries have changed.
    Kit,
    /// The compiler is another one.
    Toolchain,
    /// The grader is another one.
    Grader,
    /// Students' code runs under other protections.
    Sandbox,
}

/// A mark that has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The student's name.
    pub student: String,
    /// The kata's name.
    pub kata: String,
    /// Which way.
    pub direction: Direction,
    /// The mark before.
    pub before: Option<Mark>,
    /// The mark now.
    pub after: Option<Mark>,
    /// Why it can have moved. Nothing: for no reason, which is the grader's fault.
    pub reasons: Vec<Reason>,
}

/// A student whose days or whose reduced mark have moved by the rule or by the time of submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedLate {
    /// The student's name.
    pub student: String,
    /// What the rule made of the mark before, where there was one.
    pub before: Option<Late>,
    /// What it makes of it now.
    pub after: Option<Late>,
}

/// Everything that has moved.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// The marks, by direction, student and kata.
    pub marks: Vec<Moved>,
    /// What is left of marks that came late.
    pub late: Vec<MovedLate>,
}

impl Differences {
    /// The marks that have moved for no reason.
    pub fn without_a_reason(&self) -> impl Iterator<Item = &Moved> {
        self.marks.iter().filter(|moved| moved.has_no_reason())
    }
}

impl Moved {
    /// Whether nothing says why it has moved.
    pub fn has_no_reason(&self) -> bool {
        self.reasons.is_empty() && !matches!(self.direction, Direction::New | Direction::Gone)
    }
}

impl Grading {
    /// Reads the grading in a folder of results.
    ///
    /// # Errors
    ///
    /// If the results cannot be read.
    pub fn read(out: &Path) -> Result<Self> {
        let manifest = Manifest::read(out)?;
        let rule = manifest.late.as_deref().map(Rule::parse).transpose()?;
        let mut students = BTreeMap::new();
        for result in outcome::results(out)? {
            let (file, result) = result?;
            let student = Student {
                name: result.submission.name.clone(),
                submitted_at: result.submitted_at.clone(),
                late: Row::new(&result, rule.as_ref())?.late,
                katas: result
                    .katas
                    .iter()
                    .map(|kata| (kata.name.clone(), Mark::of(kata)))
                    .collect(),
            };
            students.insert(file, student);
        }
        Ok(Self { manifest, students })
    }

    /// What has moved from this one to a later one, of the units for which `about` says so by their names in plans.
    pub fn moved_to(&self, after: &Self, about: &dyn Fn(&str) -> bool) -> Differences {
        let mut marks = Vec::new();
        for (file, name, kata) in units(self, after) {
            if !about(&crate::unit::key(file, kata)) {
                continue;
            }
            let mark = |grading: &Self| grading.students.get(file)?.katas.get(kata).cloned();
            let (old, new) = (mark(self), mark(after));
            let Some(direction) = direction(old.as_ref(), new.as_ref()) else {
                continue;
            };
            marks.push(Moved {
                student: name.into(),
                kata: kata.into(),
                direction,
                reasons: self.reasons(after, kata, old.as_ref(), new.as_ref()),
                before: old,
                after: new,
            });
        }
        marks.sort_by(|a, b| {
            let key = |moved: &Moved| (moved.direction, moved.student.clone(), moved.kata.clone());
            key(a).cmp(&key(b))
        });
        Differences {
            marks,
            late: self.late_to(after),
        }
    }

    fn reasons(
        &self,
        after: &Self,
        kata: &str,
        old: Option<&Mark>,
        new: Option<&Mark>,
    ) -> Vec<Reason> {
        let (before, now) = (&self.manifest, &after.manifest);
        let checks = |manifest: &Manifest| {
            let kata = manifest.katas.iter().find(|graded| graded.name == kata);
            kata.map(|kata| kata.checks.clone())
        };
        let answers_differ = match (old, new) {
            (Some(old), Some(new)) => {
                old.answer != new.answer || old.has_no_answer() || new.has_no_answer()
            }
            _ => false,
        };
        let all = [
            (Reason::Answer, answers_differ),
            (Reason::Checks, checks(before) != checks(now)),
            (Reason::Kit, before.kit != now.kit),
            (
                Reason::Toolchain,
                before.grader.toolchain != now.grader.toolchain,
            ),
            (Reason::Grader, before.grader.version != now.grader.version),
            (Reason::Sandbox, before.grader.sandbox != now.grader.sandbox),
        ];
        let holds = all.into_iter().filter(|(_, holds)| *holds);
        holds.map(|(reason, _)| reason).collect()
    }

    /// The students of both whose mark is reduced in another way, though the rule or the time has changed and not only
    /// the marks of katas.
    fn late_to(&self, after: &Self) -> Vec<MovedLate> {
        let same_rule = self.manifest.late == after.manifest.late;
        let students = self.students.iter().filter_map(|(file, old)| {
            let new = after.students.get(file)?;
            let same = same_rule && old.submitted_at == new.submitted_at;
            (!same && old.late != new.late).then(|| MovedLate {
                student: new.name.clone(),
                before: old.late,
                after: new.late,
            })
        });
        students.collect()
    }
}

/// The units of either: the student's name as that of a file, the student's name, the kata.
fn units<'a>(a: &'a Grading, b: &'a Grading) -> BTreeSet<(&'a str, &'a str, &'a str)> {
    let students = b.students.iter().chain(&a.students);
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, student) in students.clone() {
        names.entry(file).or_insert(&student.name);
    }
    let all = students.flat_map(|(file, student)| {
        let name = names[file.as_str()];
        let katas = student.katas.keys();
        katas.map(move |kata| (file.as_str(), name, kata.as_str()))
    });
    all.collect()
}

fn direction(old: Option<&Mark>, new: Option<&Mark>) -> Option<Direction> {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (None, Some(_)) => return Some(Direction::New),
        (Some(_), None) => return Some(Direction::Gone),
        (None, None) => return None,
    };
    if new.score > old.score {
        Some(Direction::Better)
    } else if new.score < old.score {
        Some(Direction::Worse)
    } else {
        let same =
            old.status == new.status && old.max_score == new.max_score && old.passed == new.passed;
        (!same).then_some(Direction::Otherwise)
    }
}

impl Mark {
    fn of(kata: &KataResult) -> Self {
        let passed = kata
            .checks
            .iter()
            .filter(|check| check.status == CheckStatus::Passed);
        Self {
            status: kata.status,
            score: kata.score,
            max_score: kata.max_score,
            passed: passed.map(|check| check.name.clone()).collect(),
            answer: kata.hash.clone(),
        }
    }

    /// Whether nothing was read, so that there is no hash of it.
    fn has_no_answer(&self) -> bool {
        matches!(self.status, KataStatus::Missing | KataStatus::Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grader::result::GraderInfo;

    fn mark(score: u32, answer: &str) -> Mark {
        Mark {
            status: if score == 9 {
                KataStatus::Passed
            } else {
                KataStatus::Failed
            },
            score,
            max_score: 9,
            passed: (0..score).map(|number| number.to_string()).collect(),
            answer: answer.into(),
        }
    }

    /// A grading of one kata.
    fn grading(checks: &str, marks: &[(&str, Mark)]) -> Grading {
        let student = |(name, mark): &(&str, Mark)| {
            let student = Student {
                name: (*name).into(),
                submitted_at: None,
                late: None,
                katas: [("a".to_string(), mark.clone())].into(),
            };
            ((*name).to_string(), student)
        };
        Grading {
            manifest: Manifest {
                grader: GraderInfo {
                    version: "1".into(),
                    toolchain: "rustc".into(),
                    sandbox: "none".into(),
                },
                kit: "kit".into(),
                katas: vec![crate::manifest::GradedKata {
                    name: "a".into(),
                    chapter: "01".into(),
                    checks: checks.into(),
                    max_score: 9,
                }],
                only: Vec::new(),
                late: None,
            },
            students: marks.iter().map(student).collect(),
        }
    }

    fn told(before: &Grading, after: &Grading) -> Vec<(String, Direction, Vec<Reason>)> {
        let moved = before.moved_to(after, &|_| true).marks.into_iter();
        moved
            .map(|moved| (moved.student, moved.direction, moved.reasons))
            .collect()
    }

    #[test]
    fn only_differences_are_told_with_their_reasons() {
        let before = grading(
            "1",
            &[
                ("ada", mark(9, "x")),
                ("bob", mark(3, "y")),
                ("eve", mark(5, "z")),
            ],
        );
        assert_eq!(told(&before, &before), []);
        let after = grading(
            "1",
            &[
                ("ada", mark(9, "x")),
                ("bob", mark(9, "better")),
                ("zoe", mark(1, "n")),
            ],
        );
        assert_eq!(
            told(&before, &after),
            [
                ("bob".into(), Direction::Better, vec![Reason::Answer]),
                ("zoe".into(), Direction::New, vec![]),
                ("eve".into(), Direction::Gone, vec![]),
            ]
        );
        let stricter = grading(
            "2",
            &[
                ("ada", mark(8, "x")),
                ("bob", mark(3, "y")),
                ("eve", mark(5, "z")),
            ],
        );
        assert_eq!(
            told(&before, &stricter),
            [("ada".into(), Direction::Worse, vec![Reason::Checks])]
        );
    }

    #[test]
    fn a_mark_that_moves_though_nothing_did_is_found() {
        let before = grading("1", &[("ada", mark(9, "x"))]);
        let mut otherwise = mark(9, "x");
        otherwise.passed = BTreeSet::new();
        for after in [mark(8, "x"), otherwise] {
            let after = grading("1", &[("ada", after)]);
            let differences = before.moved_to(&after, &|_| true);
            assert_eq!(differences.without_a_reason().count(), 1);
        }
        let mut refused = mark(0, "");
        refused.status = KataStatus::Refused;
        let after = grading("1", &[("ada", refused)]);
        let differences = before.moved_to(&after, &|_| true);
        assert_eq!(differences.without_a_reason().count(), 0);
    }
}
