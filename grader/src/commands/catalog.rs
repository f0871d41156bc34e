//! `catalog`: which katas there are, for the scripts around the grader. Programs get JSON in the schema
//! `async-katas/catalog/v1`, people a table.

use super::cli::{CatalogFormat, Common};
use crate::{
    catalog::{Catalog, Clock, Kata, checks::CheckSpec},
    exit_code::Exit,
    report::{summary, terminal},
    result::{self, CheckStatus, KataStatus},
    workspace::Workspace,
};
use anyhow::Result;
use serde::Serialize;
use std::path::{MAIN_SEPARATOR_STR, Path};

/// The schema's name.
const SCHEMA: &str = "async-katas/catalog/v1";

pub fn run(common: &Common, format: CatalogFormat) -> Result<Exit> {
    let workspace = Workspace::find()?;
    let katas = common.catalog.clone().unwrap_or_else(|| workspace.katas());
    let catalog = Catalog::load(&workspace, &katas)?;
    let listing = Listing {
        schema: SCHEMA,
        result: ResultWords::new(),
        katas: catalog
            .all()
            .map(|kata| Entry::new(kata, workspace.root()))
            .collect(),
    };
    terminal::write(&match format {
        CatalogFormat::Table => table(&listing.katas),
        CatalogFormat::Json => serde_json::to_string_pretty(&listing)? + "\n",
    });
    Ok(Exit::Passed)
}

#[derive(Serialize)]
struct Listing<'a> {
    schema: &'static str,
    result: ResultWords,
    katas: Vec<Entry<'a>>,
}

/// What a reader of results has to know of their schema.
#[derive(Serialize)]
struct ResultWords {
    schema: &'static str,
    kata_statuses: Vec<StatusInWords>,
    check_statuses: [CheckStatus; 5],
}

/// A status of a kata, and how people are told of it.
#[derive(Serialize)]
struct StatusInWords {
    status: KataStatus,
    verdict: &'static str,
}

impl ResultWords {
    fn new() -> Self {
        let in_words = |status| StatusInWords {
            status,
            verdict: summary::verdict(status),
        };
        Self {
            schema: result::SCHEMA,
            kata_statuses: KATA_STATUSES.map(in_words).into(),
            check_statuses: CHECK_STATUSES,
        }
    }
}

const KATA_STATUSES: [KataStatus; 8] = [
    KataStatus::Passed,
    KataStatus::Failed,
    KataStatus::NotStarted,
    KataStatus::DoesNotCompile,
    KataStatus::SignatureChanged,
    KataStatus::Missing,
    KataStatus::Refused,
    KataStatus::NotGraded,
];

const CHECK_STATUSES: [CheckStatus; 5] = [
    CheckStatus::Passed,
    CheckStatus::Failed,
    CheckStatus::TimedOut,
    CheckStatus::Crashed,
    CheckStatus::NotRun,
];

/// One kata. Paths are relative to the repository, where they are inside it.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    chapter: &'a str,
    title: &'a str,
    points: u32,
    clock: &'static str,
    time_limit_s: u32,
    exercise: &'a str,
    solution: String,
    catalog: String,
    edits: &'a [String],
    /// The student's files, relative to the exercise.
    stub: Vec<&'a str>,
    checks: Vec<Check<'a>>,
}

#[derive(Serialize)]
struct Check<'a> {
    name: &'a str,
    promise: &'a str,
    points: u32,
}

impl<'a> Entry<'a> {
    fn new(kata: &'a Kata, root: &Path) -> Self {
        Self {
            name: &kata.name,
            chapter: &kata.chapter,
            title: &kata.settings.title,
            points: kata.max_score(),
            clock: match kata.settings.clock {
                Clock::Paused => "paused",
                Clock::Real => "real",
            },
            time_limit_s: kata.settings.time_limit_s,
            exercise: &kata.exercise,
            solution: with_slashes(&kata.solution, root),
            catalog: with_slashes(&kata.folder, root),
            edits: &kata.settings.edits,
            stub: kata.stub.keys().map(String::as_str).collect(),
            checks: kata.checks.iter().map(Check::new).collect(),
        }
    }
}

impl<'a> Check<'a> {
    fn new(check: &'a CheckSpec) -> Self {
        Self {
            name: &check.name,
            promise: &check.promise,
            points: check.points,
        }
    }
}

fn with_slashes(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace(MAIN_SEPARATOR_STR, "/")
}

fn table(katas: &[Entry<'_>]) -> String {
    let names = katas.iter().map(|kata| kata.name.len()).max().unwrap_or(0);
    let line = |kata: &Entry<'_>| {
        let (name, points, exercise) = (kata.name, kata.points, kata.exercise);
        format!("{name:<names$}  {points:>3}  {exercise}\n")
    };
    katas.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::fmt::Debug;

    /// The words that a value may be; serde's error names all of them.
    fn variants<'de, T: Deserialize<'de> + Debug>() -> usize {
        let error = serde_json::from_str::<T>("\"none of them\"").expect_err("it is no such word");
        let text = error.to_string();
        let (_, expected) = text.split_once("expected one of").expect("it names them");
        expected.matches('`').count() / 2
    }

    #[test]
    fn the_lists_of_statuses_are_complete() {
        assert_eq!(KATA_STATUSES.len(), variants::<KataStatus>());
        assert_eq!(CHECK_STATUSES.len(), variants::<CheckStatus>());
    }
}
