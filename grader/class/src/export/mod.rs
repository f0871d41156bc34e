//! The results for other programs, in `OUT/export/FORMAT`: a file for each student, or for programs that compare answers
//! a folder for each kata.

mod classroom50;
mod gradescope;
mod junit;
mod sources;

use crate::outcome;
use anyhow::Result;
use clap::ValueEnum;
use fs_err as fs;
use grader::{
    result::{CheckResult, CheckStatus, KataResult, RunResult, joined_lines},
    submission::Files,
    util::{files::write_whole, text::plain},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Whom the results are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Format {
    /// Continuous integration and everything else that reads JUnit's XML
    Junit,
    /// Gradescope: its `results.json`
    Gradescope,
    /// Classroom 50: its `result.json`
    Classroom50,
    /// Dolos: what students wrote
    Dolos,
    /// JPlag: what students wrote
    Jplag,
}

/// What is known of a class besides its results.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The name of the folder that everything was handed in to.
    pub class: String,
    /// The commits that were handed in, by the students' names as names of files.
    pub commits: BTreeMap<String, String>,
    /// What students were given, by kata.
    pub stubs: BTreeMap<String, Files>,
}

impl Format {
    /// The formats in which the results in a folder were written.
    pub fn of_class(out: &Path) -> Vec<Self> {
        let formats = Self::value_variants().iter().copied();
        let written = |format: &Self| out.join("export").join(format.folder()).is_dir();
        formats.filter(written).collect()
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Junit => "junit",
            Self::Gradescope => "gradescope",
            Self::Classroom50 => "classroom50",
            Self::Dolos => "dolos",
            Self::Jplag => "jplag",
        }
    }
}

/// Writes the results in `out` in these formats. What is of students who are not there any more is removed.
///
/// # Errors
///
/// If results cannot be read, or files cannot be written.
pub fn write(formats: &[Format], origin: &Origin, out: &Path) -> Result<()> {
    let formats: BTreeSet<Format> = formats.iter().copied().collect();
    for format in formats {
        let folder = out.join("export").join(format.folder());
        fs::create_dir_all(&folder)?;
        match format {
            Format::Junit => write_each(out, &folder, "xml", |_, result| junit::write(result))?,
            Format::Gradescope => {
                write_each(out, &folder, "json", |_, result| gradescope::write(result))?;
            }
            Format::Classroom50 => write_each(out, &folder, "json", |student, result| {
                let commit = origin.commits.get(student).map(String::as_str);
                classroom50::write(result, commit, &origin.class)
            })?,
            Format::Dolos | Format::Jplag => sources::write(out, &folder, &origin.stubs)?,
        }
    }
    Ok(())
}

/// Writes a file for each student, and removes those of others.
fn write_each(
    out: &Path,
    folder: &Path,
    ending: &str,
    text: impl Fn(&str, &RunResult) -> Result<Vec<u8>>,
) -> Result<()> {
    let mut written = BTreeSet::new();
    for result in outcome::results(out)? {
        let (student, result) = result?;
        let name = format!("{student}.{ending}");
        write_whole(&folder.join(&name), &text(&student, &result)?)?;
        written.insert(name);
    }
    outcome::keep_only(folder, &written)
}

/// What a student has to know of a check, without anything that a terminal could obey.
fn told(kata: &KataResult, check: &CheckResult) -> String {
    if check.status == CheckStatus::NotRun {
        return plain(kata.message().trim());
    }
    let failing = check.orders.as_ref();
    let failing = failing.and_then(|orders| orders.failing.as_ref());
    let parts = [
        check.message(),
        check
            .picture
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        failing.map(ToString::to_string).unwrap_or_default(),
    ];
    plain(&joined_lines(parts.iter().map(String::as_str)))
}

/// What a check is called among those of all katas.
fn name_of(kata: &KataResult, check: &CheckResult) -> String {
    format!("{}: {}", kata.name, check.promise)
}
