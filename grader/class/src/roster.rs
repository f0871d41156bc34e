//! The roster: who is in the class.

use crate::{late, lms::Encoded, name::without_zip};
use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::exit_code::usage;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// A person on the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What the student is called everywhere.
    pub id: String,
    /// The name of what they handed in, if anything.
    pub submission: Option<String>,
    /// When they handed it in, in RFC 3339, if the roster says so.
    pub submitted_at: Option<String>,
    /// All columns as they are, the keys of gradebooks among them.
    pub columns: BTreeMap<String, String>,
}

/// Everybody on the roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// The columns' names, in order.
    pub header: Vec<String>,
    /// The people, in the order of the file.
    pub people: Vec<Person>,
}

/// The columns that have a meaning; all others are kept for gradebooks.
const ID: &str = "id";
const SUBMISSION: &str = "submission";
const SUBMITTED_AT: &str = "submitted_at";

impl Roster {
    /// Reads a CSV file with a header.
    ///
    /// # Errors
    ///
    /// If it cannot be read or understood, or says two things of one student.
    pub fn read(file: &Path) -> Result<Self> {
        let text =
            fs::read(file).map_err(|error| usage(format!("the roster cannot be read: {error}")))?;
        Self::parse(&text).with_context(|| format!("failed to read the roster {}", file.display()))
    }

    /// Understands the text of such a file.
    ///
    /// # Errors
    ///
    /// If it says nonsense.
    pub fn parse(text: &[u8]) -> Result<Self> {
        // As spreadsheets save it: with a mark, in UTF-16, with semicolons.
        let text = Encoded::of(text).text;
        let first = text.lines().next().unwrap_or_default();
        let count = |delimiter: &u8| first.matches(char::from(*delimiter)).count();
        let delimiter = *b"\t;,"
            .iter()
            .max_by_key(|delimiter| count(delimiter))
            .unwrap_or(&b',');
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let wrong = |error: csv::Error| usage(format!("the roster is no table: {error}"));
        let header = reader.headers().map_err(wrong)?;
        let header: Vec<String> = header.iter().map(String::from).collect();
        if !header.iter().any(|name| name == ID) {
            return Err(usage(format!(
                "a roster has a column `{ID}`; this one has: {}",
                header.join(", ")
            )));
        }
        let mut people: Vec<Person> = Vec::new();
        for row in reader.records() {
            let row = row.map_err(wrong)?;
            let cells = header.iter().cloned().zip(row.iter().map(String::from));
            let columns: BTreeMap<String, String> = cells.collect();
            let cell = |name: &str| columns.get(name).filter(|cell| !cell.is_empty()).cloned();
            let person = Person {
                id: cell(ID).ok_or_else(|| usage("a row of the roster has no `id`"))?,
                submission: cell(SUBMISSION),
                submitted_at: cell(SUBMITTED_AT),
                columns,
            };
            if let Some(time) = &person.submitted_at {
                late::parse_time(time).map_err(|error| {
                    usage(format!(
                        "`{SUBMITTED_AT}` of {} is \"{time}\": {error}",
                        person.id
                    ))
                })?;
            }
            // A row that is repeated counts once.
            if !people.contains(&person) {
                people.push(person);
            }
        }
        let roster = Self { header, people };
        roster.expect_one_row_each()?;
        Ok(roster)
    }

    fn expect_one_row_each(&self) -> Result<()> {
        let mut ids = BTreeSet::new();
        let mut submissions = BTreeSet::new();
        for person in &self.people {
            if !ids.insert(&person.id) {
                return Err(usage(format!(
                    "the roster has two rows with the id {}, which say different things",
                    person.id
                )));
            }
            if let Some(name) = person.submission_name()
                && !submissions.insert(name)
            {
                return Err(usage(format!(
                    "the roster gives the submission {name} to two students"
                )));
            }
        }
        Ok(())
    }

    /// The roster as a CSV file.
    pub fn to_csv(&self) -> Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header)?;
        for person in &self.people {
            let cells = self
                .header
                .iter()
                .map(|name| person.columns.get(name).map_or("", String::as_str));
            writer.write_record(cells)?;
        }
        Ok(writer.into_inner()?)
    }
}

impl Person {
    /// The name of what they handed in, without the ending of an archive.
    pub fn submission_name(&self) -> Option<&str> {
        let name = self.submission.as_deref()?;
        Some(without_zip(name).unwrap_or(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Roster, String> {
        Roster::parse(text.as_bytes()).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn a_roster_keeps_all_its_columns() {
        let text = "\u{feff}id,name,SIS User ID,submission\n1,\"Lovelace, Ada\",s1,ada.zip\n1,\"Lovelace, Ada\",s1,ada.zip\n2,Bob,s2,\n";
        let roster = parse(text).unwrap();
        assert_eq!(roster.people.len(), 2);
        assert_eq!(roster.people[0].submission_name(), Some("ada"));
        assert_eq!(roster.people[0].columns["SIS User ID"], "s1");
        assert_eq!(roster.people[1].submission, None);
        let again = Roster::parse(&roster.to_csv().unwrap()).unwrap();
        assert_eq!(again, roster);
    }

    #[test]
    fn a_roster_may_be_as_spreadsheets_save_it() {
        let text = "id;name;submission\r\n1;\"M\u{fc}ller; J\u{f6}rg\";m.ZIP\r\n";
        let utf16 = [0xfeff].into_iter().chain(text.encode_utf16());
        let tabs = text.replace("r; J", "r, J").replace(';', "\t");
        for (file, name) in [
            (text.as_bytes().to_vec(), "M\u{fc}ller; J\u{f6}rg"),
            (
                utf16.flat_map(u16::to_le_bytes).collect(),
                "M\u{fc}ller; J\u{f6}rg",
            ),
            (tabs.into_bytes(), "M\u{fc}ller, J\u{f6}rg"),
            (
                b"id,name,submission\n1,M\xfcller,m\n".to_vec(),
                "M\u{fc}ller",
            ),
        ] {
            let roster = Roster::parse(&file).unwrap();
            assert_eq!(roster.people[0].columns["name"], name);
            assert_eq!(roster.people[0].submission_name(), Some("m"));
        }
    }

    #[test]
    fn what_contradicts_itself_is_wrong_usage() {
        assert!(parse("name\nAda\n").unwrap_err().contains("column `id`"));
        assert!(
            parse("id,submission\n1,a\n1,b\n")
                .unwrap_err()
                .contains("two rows")
        );
        assert!(
            parse("id,submission\n1,a\n2,a.zip\n")
                .unwrap_err()
                .contains("two students")
        );
        assert!(
            parse("id,name\n1,Ada,Lovelace\n")
                .unwrap_err()
                .contains("no table")
        );
        assert!(
            parse("id,submitted_at\n1,yesterday\n")
                .unwrap_err()
                .contains("yesterday")
        );
    }
}
