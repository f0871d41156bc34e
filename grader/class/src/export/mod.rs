//! The results for other programs: a file for each student in `OUT/export/FORMAT`.

mod classroom50;
mod gradescope;
mod junit;

use crate::outcome;
use anyhow::Result;
use clap::ValueEnum;
use fs_err as fs;
use grader::{
    result::{CheckResult, CheckStatus, KataResult, RunResult, joined_lines},
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
}

/// What is known of a class besides its results.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The name of the folder that everything was handed in to.
    pub class: String,
    /// The commits that were handed in, by the students' names as names of files.
    pub commits: BTreeMap<String, String>,
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
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Junit => "xml",
            Self::Gradescope | Self::Classroom50 => "json",
        }
    }

    fn text(self, result: &RunResult, commit: Option<&str>, class: &str) -> Result<Vec<u8>> {
        match self {
            Self::Junit => junit::write(result),
            Self::Gradescope => gradescope::write(result),
            Self::Classroom50 => classroom50::write(result, commit, class),
        }
    }
}

/// Writes the results in `out` in these formats. Files of students who are not there any more are removed.
///
/// # Errors
///
/// If results cannot be read, or files cannot be written.
pub fn write(formats: &[Format], origin: &Origin, out: &Path) -> Result<()> {
    let formats: BTreeSet<Format> = formats.iter().copied().collect();
    for format in formats {
        let folder = out.join("export").join(format.folder());
        fs::create_dir_all(&folder)?;
        let mut written = BTreeSet::new();
        for result in outcome::results(out)? {
            let (student, result) = result?;
            let commit = origin.commits.get(&student).map(String::as_str);
            let name = format!("{student}.{}", format.ending());
            let text = format.text(&result, commit, &origin.class)?;
            write_whole(&folder.join(&name), &text)?;
            written.insert(name);
        }
        outcome::keep_only(&folder, &written)?;
    }
    Ok(())
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
