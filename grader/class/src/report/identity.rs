//! Who the students are, so that it can be left out.

use super::{
    anonymous::{Identity, Names},
    input::Found,
};
use crate::roster::{Person, Roster};
use anyhow::Result;

/// The name that a roster gives.
pub fn name_of(person: &Person) -> Option<String> {
    let mut columns = person.columns.iter();
    let (_, name) = columns.find(|(column, _)| column.eq_ignore_ascii_case("name"))?;
    Some(name.clone()).filter(|name| !name.is_empty() && *name != person.id)
}

/// All names of a class.
///
/// # Errors
///
/// If there are too many to search for.
pub fn names(found: &[Found], roster: Option<&Roster>) -> Result<Names> {
    let people = roster.into_iter().flat_map(|roster| &roster.people);
    let is_graded = |person: &&Person| {
        found
            .iter()
            .any(|found| found.result.submission.name == person.id)
    };
    let absent = people
        .filter(|person| !is_graded(person))
        .map(|person| identity("somebody".into(), Some(person)));
    let present = (1..).zip(found).map(|(number, found)| {
        let mut identity = identity(format!("Student {number}"), found.person.as_ref());
        identity.ids.push(found.result.submission.name.clone());
        identity.ids.push(found.file.clone());
        identity
    });
    Names::new(&present.chain(absent).collect::<Vec<_>>())
}

fn identity(label: String, person: Option<&Person>) -> Identity {
    let mut identity = Identity {
        label,
        ..Identity::default()
    };
    for (column, cell) in person.into_iter().flat_map(|person| &person.columns) {
        let column = column.to_lowercase();
        let strings = if ["id", "submission"].contains(&column.as_str()) || cell.contains('@') {
            &mut identity.ids
        } else if column.contains("name") && !column.contains("user") {
            &mut identity.names
        } else if ["user", "login", "mail", "id"]
            .iter()
            .any(|word| column.contains(word))
        {
            &mut identity.ids
        } else {
            &mut identity.others
        };
        strings.push(cell.clone());
    }
    identity
}
