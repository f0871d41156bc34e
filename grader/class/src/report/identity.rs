//! Who the students are, so that it can be left out.

use super::{
    anonymous::{Identity, Names},
    input::Found,
};
use crate::roster::{Person, Roster};
use anyhow::Result;

/// The name that a roster gives, in one column or in two.
pub fn name_of(person: &Person) -> Option<String> {
    let cell = |words: &[&str]| {
        let mut columns = person.columns.iter();
        let is_meant = |column: &str| {
            let letters: String = column.chars().filter(|c| c.is_alphanumeric()).collect();
            words.contains(&letters.to_lowercase().as_str())
        };
        let (_, cell) = columns.find(|(column, _)| is_meant(column))?;
        Some(cell.clone()).filter(|cell| !cell.is_empty())
    };
    let in_two = || {
        let (first, last) = (
            cell(&["firstname", "givenname"])?,
            cell(&["lastname", "surname", "familyname"])?,
        );
        Some(format!("{last}, {first}"))
    };
    let name = cell(&["name", "fullname", "student"]).or_else(in_two)?;
    (name != person.id).then_some(name)
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
        } else if (column.contains("name") && !column.contains("user")) || column == "student" {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Option<String> {
        name_of(&Roster::parse(text.as_bytes()).unwrap().people[0])
    }

    #[test]
    fn a_name_is_in_one_column_or_in_two() {
        assert_eq!(name("id,Name\n1,Ada\n"), Some("Ada".into()));
        assert_eq!(
            name("id,First name,Surname\n1,Ada,Lovelace\n"),
            Some("Lovelace, Ada".into())
        );
        assert_eq!(name("id,email\n1,ada@x\n"), None);
        assert_eq!(name("id,name\nada,ada\n"), None);
    }
}
