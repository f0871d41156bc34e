//! Gradebooks of learning platforms, by round trip: what was exported comes back with one column filled, and every
//! other byte as it was.

mod encoding;
mod format;
mod table;

use crate::{gradebook::Row, roster::Roster};
use anyhow::Result;
pub use encoding::Encoded;
use format::{Column, Format, Key};
use grader::exit_code::usage;
use std::collections::{BTreeMap, BTreeSet};

/// An export that was filled.
#[derive(Debug, PartialEq, Eq)]
pub struct Filled {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What an instructor should know: who is missing on either side, and who is there twice.
    pub notices: Vec<String>,
}

/// Fills one column of an export.
///
/// `rows` are the marks of the class, each whole if it has so many `katas`. `roster` knows under which keys the platform
/// has its students. `column` is the whole header of the column or the name of the assignment; without it there must be
/// one that can be filled.
///
/// # Errors
///
/// If the export is of no platform that is known, or has no such column.
pub fn fill(
    export: &[u8],
    rows: &[Row],
    katas: usize,
    roster: Option<&Roster>,
    column: Option<&str>,
) -> Result<Filled> {
    let encoded = Encoded::of(export);
    let (format, mut table) = Format::find(&encoded.text)?;
    let columns = format.columns(&table);
    let column = choose(&columns, column)?;
    let mut notices = Vec::new();
    let keys = format.keys(&table);
    // As the platform writes numbers there.
    let comma = format.writes_commas(&table, column);
    let marks = marks_by_key(rows, roster, &keys);
    let mut seen: BTreeMap<(Key, String), usize> = BTreeMap::new();
    let students: Vec<usize> = format.student_rows(&table).collect();
    for row in &students {
        for key in &keys {
            let value = key.value(&table, *row);
            if !value.is_empty() {
                *seen.entry((key.clone(), value)).or_default() += 1;
            }
        }
    }
    let mut filled = BTreeSet::new();
    for row in students {
        let found = keys.iter().find_map(|key| {
            let known = (key.clone(), key.value(&table, row));
            Some((marks.get(&known)?, seen[&known]))
        });
        let name = format.name(&table, row);
        let Some((students, times)) = found else {
            notices.push(format!("{name} is in the export, and not in the class"));
            continue;
        };
        let new = students
            .iter()
            .filter(|student| filled.insert(student.student.clone()));
        let is_first = new.count() > 0;
        match students[..] {
            [student] if times == 1 && student.points.len() >= katas => {
                let points = format.points_possible(&table, column, row);
                table.set(row, column.index, &mark(student, points, comma));
            }
            // Each is told once.
            _ if !is_first => {}
            [_] if times == 1 => notices.push(format!(
                "{name} is left alone: the machine has failed to grade all of it"
            )),
            [_] => notices.push(format!(
                "{name} is in the export more than once, and left alone"
            )),
            _ => {
                let students: Vec<&str> = students.iter().map(|row| row.student.as_str()).collect();
                notices.push(format!(
                    "{name} is left alone: the roster gives the same to {}",
                    students.join(" and ")
                ));
            }
        }
    }
    for row in rows.iter().filter(|row| !filled.contains(&row.student)) {
        notices.push(format!(
            "{} is in the class, and not in the export",
            row.student
        ));
    }
    Ok(Filled {
        bytes: encoded.with_text(&table.to_text()),
        notices,
    })
}

/// The marks by what the platform knows students by.
fn marks_by_key<'a>(
    rows: &'a [Row],
    roster: Option<&Roster>,
    keys: &[Key],
) -> BTreeMap<(Key, String), Vec<&'a Row>> {
    let people = roster.into_iter().flat_map(|roster| &roster.people);
    let people: BTreeMap<&str, _> = people.map(|person| (person.id.as_str(), person)).collect();
    let mut marks: BTreeMap<_, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        for key in keys {
            let person = people.get(row.student.as_str());
            let value = match person {
                Some(person) => key.of_person(person),
                None => Some(row.student.clone()),
            };
            if let Some(value) = value {
                let known = (key.clone(), key.plain(&value));
                marks.entry(known).or_default().push(row);
            }
        }
    }
    marks
}

fn choose<'a>(columns: &'a [Column], wanted: Option<&str>) -> Result<&'a Column> {
    let names = || -> String {
        let names = columns.iter().filter(|column| !column.is_read_only);
        let names: Vec<&str> = names.map(|column| column.header.as_str()).collect();
        names.join(", ")
    };
    let mut fitting = columns.iter().filter(|column| match wanted {
        Some(wanted) => column.header == wanted || column.name == wanted,
        None => !column.is_read_only,
    });
    match (fitting.next(), fitting.next(), wanted) {
        (Some(column), None, _) if !column.is_read_only => Ok(column),
        (Some(column), None, _) => Err(usage(format!("the column {} is read-only", column.header))),
        (None, _, Some(wanted)) => Err(usage(format!(
            "the export has no column {wanted}. It has: {}",
            names()
        ))),
        (None, _, None) => Err(usage("the export has no column that can be filled")),
        (Some(_), Some(_), _) => Err(usage(format!(
            "which column? Name one with --column: {}",
            names()
        ))),
    }
}

/// A mark, scaled to the points that a column has; with a comma in place of the point where the export has it.
fn mark(row: &Row, possible: Option<f64>, comma: bool) -> String {
    let points = row.late.map_or(row.score, |late| late.reduced);
    let Some(possible) = possible.filter(|_| row.max_score > 0) else {
        return points.to_string();
    };
    let scaled = f64::from(points) * possible / f64::from(row.max_score);
    let text = format!("{scaled:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if comma {
        text.replace('.', ",")
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests;
