//! The students: everybody who has handed in something or is on the roster.

use crate::{
    name,
    roster::{Person, Roster},
    source::{Entry, Found},
};
use std::collections::BTreeMap;

/// A student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Student {
    /// What they are called everywhere.
    pub name: String,
    /// That as the name of a file.
    pub file: String,
    /// Their row on the roster.
    pub person: Option<Person>,
    /// What they have handed in.
    pub entry: Option<Entry>,
}

/// A class.
#[derive(Debug)]
pub struct Class {
    /// By name.
    pub students: Vec<Student>,
    /// What an instructor should know of it.
    pub notices: Vec<String>,
}

impl Class {
    /// Puts together what was handed in and who is on the roster.
    pub fn new(found: Found, roster: Option<&Roster>) -> Self {
        let mut notices = Vec::new();
        for file in &found.ignored {
            notices.push(format!("ignored: {file} is neither a folder nor a .zip"));
        }
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        for entry in found.entries {
            entries.insert(entry.name.clone(), entry);
        }
        let mut students: BTreeMap<String, (Option<Person>, Option<Entry>)> = BTreeMap::new();
        for person in roster.into_iter().flat_map(|roster| &roster.people) {
            let entry = person
                .submission_name()
                .and_then(|name| entries.remove(name));
            if let (Some(name), None) = (&person.submission, &entry) {
                notices.push(format!(
                    "{}: the submission {name} of the roster is not there",
                    person.id
                ));
            }
            students.insert(person.id.clone(), (Some(person.clone()), entry));
        }
        for (name, entry) in entries {
            if roster.is_some() {
                notices.push(format!("{name} is on no row of the roster"));
            }
            // Somebody on the roster may be called like it.
            let taken = students.contains_key(&name);
            let name = if taken {
                format!("{name} (not on the roster)")
            } else {
                name
            };
            students.insert(name, (None, Some(entry)));
        }
        let files = name::of_files(students.keys().map(String::as_str));
        let students = students.into_iter().zip(files);
        Self {
            students: students
                .map(|((name, (person, entry)), file)| Student {
                    name,
                    file,
                    person,
                    entry,
                })
                .collect(),
            notices,
        }
    }
}

impl Student {
    /// When they have handed in their work, in RFC 3339, as far as that is known.
    pub fn submitted_at(&self) -> Option<String> {
        let told = self
            .person
            .as_ref()
            .and_then(|person| person.submitted_at.clone());
        let known = || {
            let time = self.entry.as_ref()?.time()?;
            Some(humantime::format_rfc3339_seconds(time).to_string())
        };
        told.or_else(known)
    }

    /// The commit that they have handed in, if it is one.
    pub fn commit(&self) -> Option<&str> {
        self.entry.as_ref()?.commit()
    }
}
