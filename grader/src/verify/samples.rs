//! The samples that a kata comes with: solutions, right and wrong, whose verdicts are known beforehand.

use crate::{
    catalog::{Kata, checks::CheckSpec},
    submission::Files,
    util::files::entries,
};
use anyhow::{Context as _, Result, bail, ensure};
use std::{fmt, fs, path::Path};

/// A solution, right or wrong, whose verdict we know beforehand.
#[derive(Debug)]
pub struct Sample<'a> {
    /// The kata.
    pub kata: &'a Kata,
    /// Which one of the kata's it is.
    pub name: SampleName,
    /// Its files.
    pub files: Files,
    /// What is known of it.
    pub expected: Expected,
}

/// Which sample of a kata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SampleName {
    /// The reference solution.
    Reference,
    /// The stub.
    Stub,
    /// The one in this file or folder, relative to the kata's folder.
    File(String),
}

/// The verdict that a sample deserves.
#[derive(Debug)]
pub enum Expected {
    /// Every check passes.
    AllPass,
    /// No check passes.
    NonePasses,
    /// The check of the header fails, with its words.
    Caught(MistakeHeader),
}

/// The first lines of a mistake.
#[derive(Debug, PartialEq, Eq)]
pub struct MistakeHeader {
    /// What somebody who writes this believes.
    pub misconception: String,
    /// The check, or the status, that must catch it.
    pub caught_by: String,
    /// Words that the student must then read.
    pub message: String,
}

impl fmt::Display for SampleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SampleName::Reference => "the reference solution",
            SampleName::Stub => "the stub",
            SampleName::File(path) => path,
        })
    }
}

impl fmt::Display for Sample<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kata.name, self.name)
    }
}

impl Sample<'_> {
    /// Whether it is a mistake.
    pub fn is_mistake(&self) -> bool {
        matches!(self.expected, Expected::Caught(_))
    }

    /// Whether it is a mistake that this check must catch.
    pub fn must_be_caught_by(&self, check: &str) -> bool {
        self.own_check().is_some_and(|own| own.name == check)
    }

    /// The one check that must catch it, if it is a mistake and a check must.
    pub fn own_check(&self) -> Option<&CheckSpec> {
        let Expected::Caught(header) = &self.expected else {
            return None;
        };
        let mut checks = self.kata.checks.iter();
        checks.find(|check| check.name == header.caught_by)
    }
}

impl Expected {
    /// Whether this check has to be run.
    pub fn concerns(&self, check: &str) -> bool {
        match self {
            Expected::AllPass | Expected::NonePasses => true,
            Expected::Caught(header) => header.caught_by == check,
        }
    }
}

/// All samples that a kata comes with: the reference solution, the stub, `correct/` and `mistakes/`.
pub fn load(kata: &Kata) -> Result<Vec<Sample<'_>>> {
    let reference = kata.reference()?;
    let sample = |name, files: Files, expected| Sample {
        kata,
        name,
        files,
        expected,
    };
    let mut samples = vec![
        sample(SampleName::Reference, reference.clone(), Expected::AllPass),
        sample(SampleName::Stub, kata.stub.clone(), Expected::NonePasses),
    ];
    for (name, files) in overlays(kata, "correct", &reference)? {
        samples.push(sample(SampleName::File(name), files, Expected::AllPass));
    }
    for (name, files) in overlays(kata, "mistakes", &reference)? {
        let header = files
            .values()
            .find_map(|text| header(text).transpose())
            .transpose();
        let header = header.with_context(|| name.clone())?;
        let header =
            header.with_context(|| format!("{name} has no header (`//! Misconception:` …)"))?;
        let statuses = ["does_not_compile", "signature_changed"];
        let known = kata
            .checks
            .iter()
            .map(|check| check.name.as_str())
            .chain(statuses);
        ensure!(
            known.into_iter().any(|check| check == header.caught_by),
            "{name} says `Caught by: {}`, but there is no such check",
            header.caught_by
        );
        let expected = Expected::Caught(header);
        samples.push(sample(SampleName::File(name), files, expected));
    }
    Ok(samples)
}

/// The samples in a folder: a file stands for the kata's first editable file (`src/lib.rs`, or the
/// test file), a folder for files of `src`; everything else is as in the reference solution.
fn overlays(kata: &Kata, folder: &str, reference: &Files) -> Result<Vec<(String, Files)>> {
    let main_file = kata.stub.keys().next().context("the stub has no file")?;
    let mut found = Vec::new();
    let place = kata.folder.join(folder);
    // A kata that is new has none yet.
    if !place.exists() {
        return Ok(found);
    }
    for path in entries(&place)? {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let mut files = reference.clone();
        if path.is_dir() {
            for file in entries(&path)? {
                let inside = file
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned());
                files.insert(
                    format!("src/{}", inside.unwrap_or_default()),
                    text_of(&file)?,
                );
            }
        } else {
            files.insert(main_file.clone(), text_of(&path)?);
        }
        found.push((format!("{folder}/{name}"), files));
    }
    Ok(found)
}

fn text_of(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("failed to read {}", file.display()))
}

/// The header of a mistake: three `//!` lines, each with its word. `None` if there is none.
fn header(text: &str) -> Result<Option<MistakeHeader>> {
    let field = |name: &str| {
        let start = format!("//! {name}: ");
        text.lines()
            .take_while(|line| line.starts_with("//!"))
            .find_map(|line| line.strip_prefix(&start))
    };
    match (field("Misconception"), field("Caught by"), field("Message")) {
        (None, None, None) => Ok(None),
        (Some(misconception), Some(caught_by), Some(message)) => Ok(Some(MistakeHeader {
            misconception: misconception.into(),
            caught_by: caught_by.into(),
            message: message.into(),
        })),
        _ => bail!(
            "the header needs the three lines `//! Misconception: …`, `//! Caught by: …` and `//! Message: …`"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_has_all_three_lines_or_is_an_error() {
        let whole = "//! Misconception: a.\n//! Caught by: b\n//! Message: c\n\nfn x() {}\n";
        let read = header(whole).unwrap().unwrap();
        assert_eq!(
            (&*read.misconception, &*read.caught_by, &*read.message),
            ("a.", "b", "c")
        );
        assert!(header("fn x() {}\n").unwrap().is_none());
        assert!(header("//! Misconception: a.\n").is_err());
    }
}
