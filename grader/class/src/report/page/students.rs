//! Students, each with a row of the heat map.

use super::{
    Level,
    failures::{self, FailedKata},
    words::{percent, sign, step},
};
use crate::report::{
    class::ReportedClass,
    statistics::{Statistics, status},
};
use grader::result::KataStatus;

/// A student, with a row of the heat map.
pub struct ShownStudent {
    pub number: usize,
    pub name: String,
    pub id: String,
    pub file: String,
    pub score: u32,
    pub max_score: u32,
    pub percent: usize,
    pub passed: usize,
    pub cells: Vec<Cell>,
    pub failures: Vec<FailedKata>,
    /// Statuses without more to say, each with its katas.
    pub others: Vec<(&'static str, Vec<String>)>,
    /// Whether the failures had to be left out.
    pub is_cut: bool,
}

/// A cell of the heat map.
pub struct Cell {
    pub class: String,
    pub text: String,
    /// Whether the student's list of failures has more.
    pub is_link: bool,
    pub kata: String,
}

/// The students by name, or by number where they have none.
pub fn by_name(class: &ReportedClass) -> Vec<usize> {
    let mut students: Vec<usize> = (0..class.students.len()).collect();
    students.sort_by_cached_key(|index| class.students[*index].place());
    students
}

/// A student as the page shows them.
pub fn shown_student(
    class: &ReportedClass,
    statistics: &Statistics,
    index: usize,
    level: Level,
) -> ShownStudent {
    let student = &class.students[index];
    let max_score = class.katas.iter().map(|kata| kata.max_score).sum();
    let cells = (0..class.katas.len()).map(|kata| {
        let unit = class.unit(index, kata);
        let shown = sign(status(unit));
        Cell {
            class: cell_class(class, index, kata),
            text: if shown.sign.is_empty() {
                unit.map_or(0, |unit| unit.score).to_string()
            } else {
                shown.sign.into()
            },
            is_link: level.has_failures() && failures::is_listed(status(unit)),
            kata: class.katas[kata].name.clone(),
        }
    });
    let failures = failures::of(class, statistics, index, level);
    ShownStudent {
        number: student.number,
        name: student.shown(),
        id: student.id.clone().unwrap_or_default(),
        file: student.file.clone().unwrap_or_default(),
        score: student.score(),
        max_score,
        percent: percent(student.score() as usize, max_score as usize),
        passed: student
            .units
            .iter()
            .filter(|unit| status(unit.as_ref()) == KataStatus::Passed)
            .count(),
        cells: cells.collect(),
        is_cut: !level.has_failures() && !failures.is_empty(),
        failures: if level.has_failures() {
            failures
        } else {
            Vec::new()
        },
        others: failures::others(class, index),
    }
}

/// The style of a cell.
pub fn cell_class(class: &ReportedClass, student: usize, kata: usize) -> String {
    let unit = class.unit(student, kata);
    match (status(unit), unit) {
        (KataStatus::Failed, Some(unit)) => format!("f{}", step(unit.score, unit.max_score)),
        (status, _) => sign(status).class.into(),
    }
}
