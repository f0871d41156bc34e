//! Which platform an export is of, known by its header, and what its columns mean.

use super::table::Table;
use crate::roster::Person;
use anyhow::Result;
use grader::exit_code::usage;

/// A platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Canvas: `Student,ID,SIS User ID,SIS Login ID,Section,…`, a row `Points Possible`.
    Canvas,
    /// Moodle: the grader report, or an offline worksheet with `Identifier`.
    Moodle,
    /// Blackboard: `Username` and columns like `Name [Total Pts: 100 Score] |123`.
    Blackboard,
    /// Brightspace: `OrgDefinedId`, columns like `Name Points Grade`, `End-of-Line Indicator`.
    Brightspace,
}

/// A column for marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Which one.
    pub index: usize,
    /// Its whole header.
    pub header: String,
    /// The name of the assignment.
    pub name: String,
    /// The platform takes no marks there.
    pub is_read_only: bool,
    /// Its points, where the header says them.
    points: Option<f64>,
}

/// A column by which the platform knows its students.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    index: usize,
    header: String,
    /// Brightspace writes `#` before these.
    has_hash: bool,
}

impl Key {
    /// What a row has there.
    pub fn value(&self, table: &Table, row: usize) -> String {
        self.plain(&table.get(row, self.index))
    }

    /// A value without what is only how it is written.
    pub fn plain(&self, value: &str) -> String {
        let value = value.trim();
        let value = if self.has_hash {
            value.trim_start_matches('#')
        } else {
            value
        };
        if self.header == EMAIL {
            value.to_lowercase()
        } else {
            value.into()
        }
    }

    /// What the roster says of a person for this key.
    pub fn of_person(&self, person: &Person) -> Option<String> {
        let cell = |name: &str| {
            person
                .columns
                .get(name)
                .filter(|cell| !cell.is_empty())
                .cloned()
        };
        let other = match self.header.as_str() {
            EMAIL => cell("email"),
            "Identifier" => None,
            _ => Some(person.id.clone()),
        };
        cell(&self.header).or(other)
    }
}

const EMAIL: &str = "Email address";

impl Format {
    /// Finds out whose export it is.
    ///
    /// # Errors
    ///
    /// If its header is none that is known.
    pub fn find(text: &str) -> Result<(Self, Table)> {
        for delimiter in [',', ';', '\t'] {
            let table = Table::parse(text, delimiter);
            let header = table.header();
            let has = |name: &str| header.iter().any(|cell| cell.trim() == name);
            let format = if has("End-of-Line Indicator") && (has("OrgDefinedId") || has("Username"))
            {
                Self::Brightspace
            } else if has("Student") && has("ID") && has("Section") {
                Self::Canvas
            } else if has("Username") && header.iter().any(|cell| cell.contains("[Total Pts:")) {
                Self::Blackboard
            } else if has(EMAIL) || has("ID number") || has("Identifier") {
                Self::Moodle
            } else {
                continue;
            };
            return Ok((format, table));
        }
        Err(usage(
            "the export is of no gradebook that is known: its first line must be the header that Canvas, Moodle, \
             Blackboard or Brightspace gives it",
        ))
    }

    /// By which columns students are known, the surest first.
    pub fn keys(self, table: &Table) -> Vec<Key> {
        let names: &[&str] = match self {
            Self::Canvas => &["SIS User ID", "SIS Login ID"],
            Self::Moodle => &["Identifier", EMAIL, "ID number"],
            Self::Blackboard => &["Username"],
            Self::Brightspace => &["OrgDefinedId", "Username"],
        };
        let header = table.header();
        let key = |name: &&str| {
            let index = header.iter().position(|cell| cell.trim() == *name)?;
            Some(Key {
                index,
                header: (*name).into(),
                has_hash: self == Self::Brightspace,
            })
        };
        names.iter().filter_map(key).collect()
    }

    /// The columns for marks.
    pub fn columns(self, table: &Table) -> Vec<Column> {
        let header = table.header();
        let columns = header.iter().enumerate();
        columns
            .filter_map(|(index, header)| self.column(table, index, header))
            .collect()
    }

    fn column(self, table: &Table, index: usize, header: &str) -> Option<Column> {
        let column = |name: &str, points: Option<f64>, is_read_only: bool| Column {
            index,
            header: header.into(),
            name: name.trim().into(),
            is_read_only,
            points,
        };
        match self {
            Self::Canvas => {
                const OTHERS: [&str; 7] = [
                    "Student",
                    "ID",
                    "SIS User ID",
                    "SIS Login ID",
                    "Integration ID",
                    "Root Account",
                    "Section",
                ];
                if OTHERS.contains(&header.trim()) {
                    return None;
                }
                let name = header.rsplit_once(" (").filter(|(_, id)| {
                    id.strip_suffix(')')
                        .is_some_and(|id| !id.is_empty() && id.chars().all(|c| c.is_ascii_digit()))
                });
                let says_so = (1..table.len().min(3))
                    .any(|row| table.get(row, index).contains("(read only)"));
                let is_read_only = says_so || header.contains("(read only)") || name.is_none();
                Some(column(
                    name.map_or(header, |(name, _)| name),
                    None,
                    is_read_only,
                ))
            }
            Self::Moodle => {
                let is_worksheet = table.header().iter().any(|cell| cell == "Identifier");
                if is_worksheet {
                    return (header == "Grade").then(|| column(header, None, false));
                }
                let name = header.strip_suffix(" (Real)")?;
                let is_total = name == "Course total" || name.ends_with(" total");
                Some(column(
                    name.rsplit_once(": ").map_or(name, |(_, name)| name),
                    None,
                    is_total,
                ))
            }
            Self::Blackboard => {
                // `Katas [Total Pts: 1,000 Score] |42`; `up to 100` is a sum that Blackboard makes.
                let (name, rest) = header.split_once(" [Total Pts:")?;
                let (about, _) = rest.split_once(']')?;
                let (points, kind) = about
                    .trim()
                    .split_once(' ')
                    .unwrap_or((about.trim(), "Score"));
                let points = match kind {
                    "Score" => number(&points.replace(',', "")),
                    "Percentage" => number(&points.replace(',', "")).map(|_| 100.0),
                    _ => None,
                };
                let is_total = points.is_none() || rest.contains("(read only)");
                Some(column(name, points, is_total))
            }
            Self::Brightspace => {
                let (name, rest) = header.split_once(" Points Grade")?;
                let points = rest.split_once("MaxPoints:").and_then(|(_, rest)| {
                    number(
                        rest.split(|c: char| !(c.is_ascii_digit() || c == '.'))
                            .next()?,
                    )
                });
                Some(column(name, points, false))
            }
        }
    }

    /// The rows of students.
    pub fn student_rows(self, table: &Table) -> impl Iterator<Item = usize> {
        let is_student = |row: &usize| {
            let first = table.get(*row, 0);
            let is_empty = first.trim().is_empty() && table.get(*row, 1).trim().is_empty();
            let is_note = self == Self::Canvas
                && (first.trim().starts_with("Points Possible") || first.trim().is_empty());
            !is_empty && !is_note
        };
        let rows: Vec<usize> = (1..table.len()).filter(is_student).collect();
        rows.into_iter()
    }

    /// The points that a mark in this row and column can have, where the export says them.
    pub fn points_possible(self, table: &Table, column: &Column, row: usize) -> Option<f64> {
        match self {
            Self::Canvas => {
                let says_points =
                    |row: &usize| table.get(*row, 0).trim().starts_with("Points Possible");
                let row = (1..table.len()).find(says_points)?;
                number(&table.get(row, column.index))
            }
            Self::Moodle => {
                let is_maximum = |cell: &String| cell.eq_ignore_ascii_case("Maximum grade");
                let index = table.header().iter().position(is_maximum)?;
                number(&table.get(row, index))
            }
            Self::Blackboard | Self::Brightspace => column.points,
        }
    }

    /// Whether numbers in this column, or the points that it has, are written with a comma.
    pub fn writes_commas(self, table: &Table, column: &Column) -> bool {
        let header = table.header();
        let is_maximum = |cell: &String| cell.eq_ignore_ascii_case("Maximum grade");
        let maximum = header.iter().position(is_maximum);
        let columns = [Some(column.index), maximum].into_iter().flatten();
        let mut cells =
            columns.flat_map(|column| (1..table.len()).map(move |row| table.get(row, column)));
        cells.any(|cell| cell.contains(',') && number(&cell).is_some())
    }

    /// What a student is called in messages.
    pub fn name(self, table: &Table, row: usize) -> String {
        let header = table.header();
        let cell = |name: &str| {
            let index = header.iter().position(|cell| cell.trim() == name)?;
            Some(table.get(row, index)).filter(|cell| !cell.is_empty())
        };
        let names = ["Student", "Full name", "Username", "OrgDefinedId", EMAIL];
        let name = names.into_iter().find_map(cell);
        name.unwrap_or_else(|| table.get(row, 0))
    }
}

fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    text.parse()
        .ok()
        .filter(|number: &f64| number.is_finite() && *number > 0.0)
}
