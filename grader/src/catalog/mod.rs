//! Which katas exist, and everything that is known of each before a student's file is read.
//!
//! A kata is found because its folders exist: `solutions/<chapter>/<nn>_<kata>` gives it its place and
//! its reference solution, `grader/katas/<kata>` its checks. The same place in `exercises` is the
//! student's; if it is gone, the kata is missing, not unknown.

pub mod checks;
pub mod naming;
pub mod variants;

use crate::{
    catalog::{checks::CheckSpec, variants::CodeVariants},
    exit_code::usage,
    submission::{self, Files, Reading, strays},
    workspace::Workspace,
};
use anyhow::{Context as _, Result, bail, ensure};
use fs_err as fs;
use serde::Deserialize;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// All katas, in the order in which a student meets them.
#[derive(Debug)]
pub struct Catalog {
    folder: PathBuf,
    katas: Vec<Kata>,
}

/// One kata.
#[derive(Debug)]
pub struct Kata {
    /// Its name, which is also the name of the student's crate.
    pub name: String,
    /// The chapter's folder, for example `03_tasks_and_waiting`.
    pub chapter: String,
    /// The chapter's name in words, from the heading of its README.
    pub chapter_title: String,
    /// The exercise's folder relative to the repository, for example
    /// `exercises/03_tasks_and_waiting/02_wait_for_first`; also the student's word for the place.
    pub exercise: String,
    /// The folder with its checks.
    pub folder: PathBuf,
    /// The reference solution's folder.
    pub solution: PathBuf,
    /// The settings of its `kata.toml`.
    pub settings: KataSettings,
    /// The text of its `checks.rs`, or of all the variants: what decides the verdict.
    pub checks_source: String,
    /// The checks found in that text, in order.
    pub checks: Vec<CheckSpec>,
    /// What a student's tests are run against, if the answer is a file of tests.
    pub variants: Option<CodeVariants>,
    /// The files as a student finds them.
    pub stub: Files,
}

/// The text of a `kata.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KataSettings {
    /// A few words for lists.
    pub title: String,
    /// What the kata is worth in all: the sum of its checks' points, so that neither drifts.
    pub points: u32,
    /// Seconds that one check may take.
    #[serde(default = "default_time_limit")]
    pub time_limit_s: u32,
    /// The clock of its async checks.
    pub clock: Clock,
    /// What the student's code needs beyond the ordinary.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// The folders of the exercise that are the student's to change.
    #[serde(default = "default_edits")]
    pub edits: Vec<String>,
    /// Three hints, from a question to an example of a similar problem.
    pub hints: [String; 3],
}

fn default_time_limit() -> u32 {
    5
}

fn default_edits() -> Vec<String> {
    vec!["src".into()]
}

/// The clock that async checks run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// tokio's virtual clock.
    Paused,
    /// Wall time.
    Real,
}

/// Something that the sandbox grants only to katas that ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Sockets on this machine.
    Loopback,
}

impl Kata {
    /// The longest that one of its checks may take.
    pub fn time_limit(&self) -> Duration {
        Duration::from_secs(self.settings.time_limit_s.into())
    }

    /// Whether the kata has a binary.
    pub fn is_command(&self) -> bool {
        self.stub.contains_key("src/main.rs")
    }

    /// Whether the student's code calls itself over the network.
    pub fn needs_loopback(&self) -> bool {
        self.settings.needs.contains(&Need::Loopback)
    }

    /// The sum of its checks' points.
    pub fn max_score(&self) -> u32 {
        self.settings.points
    }

    /// Its name and its folder.
    pub fn place(&self) -> (&str, &str) {
        (&self.name, &self.exercise)
    }

    /// Reads its files from `root`, which is the repository or a copy of it.
    pub fn read_from(&self, root: &Path) -> Result<Reading> {
        let reading = submission::read(root, &self.exercise, &self.settings.edits)?;
        let is_gone = matches!(reading, Reading::Missing(_)) && !root.join(&self.exercise).is_dir();
        if is_gone && let Some(stray) = strays::of([self.place()], root).into_iter().next() {
            return Ok(Reading::Elsewhere(stray.folder));
        }
        Ok(reading)
    }

    /// The reference solution's files.
    pub fn reference(&self) -> Result<Files> {
        files_of(&self.solution, &self.settings.edits)
    }
}

/// Reads trusted files, where anything but plain files is our own mistake.
fn files_of(folder: &Path, edits: &[String]) -> Result<Files> {
    match submission::read(folder, "", edits)? {
        Reading::Files(files) => Ok(files),
        Reading::Missing(what) | Reading::Elsewhere(what) => {
            bail!("{} has no {what}", folder.display())
        }
        Reading::Refused(why) => bail!("{}: {why}", folder.display()),
    }
}

impl Catalog {
    /// Loads every kata that has a solution in `workspace` and a folder in `katas`.
    pub fn load(workspace: &Workspace, katas: &Path) -> Result<Self> {
        if !katas.is_dir() {
            return Err(usage(format!(
                "{} is not a folder of katas: `--catalog` takes a copy of `grader/katas`.",
                katas.display()
            )));
        }
        let mut found = Vec::new();
        let places = workspace.root().join("solutions");
        for chapter in folders(&places)? {
            for exercise in folders(&places.join(&chapter))? {
                let name = exercise
                    .split_once('_')
                    .map_or(&*exercise, |(_, name)| name);
                let folder = katas.join(name);
                if folder.join("kata.toml").is_file() {
                    let place = Place {
                        chapter: &chapter,
                        exercise: &exercise,
                        name,
                    };
                    let kata = place.load(workspace, folder.clone());
                    found.push(kata.with_context(|| {
                        format!("failed to load the kata in {}", folder.display())
                    })?);
                }
            }
        }
        if found.is_empty() {
            return Err(usage(format!(
                "{} holds no kata of an exercise here: a kata is a folder with `kata.toml`, `checks.rs` and `stub`.",
                katas.display()
            )));
        }
        Ok(Self {
            folder: katas.into(),
            katas: found,
        })
    }

    /// The folder that the katas' checks are in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All katas in order.
    pub fn all(&self) -> impl Iterator<Item = &Kata> {
        self.katas.iter()
    }

    /// The katas with these names in catalogue order, or all of them if there is no name.
    pub fn select(&self, names: &[String]) -> Result<Vec<&Kata>> {
        for name in names {
            self.get(name)?;
        }
        let asked = |kata: &&Kata| names.is_empty() || names.contains(&kata.name);
        Ok(self.katas.iter().filter(asked).collect())
    }

    /// The kata called `name`; the error names the nearest one.
    pub fn get(&self, name: &str) -> Result<&Kata> {
        self.katas
            .iter()
            .find(|kata| kata.name == name)
            .ok_or_else(|| {
                let guess = self.nearest(name);
                let guess = guess.map(|kata| format!(" Did you mean `{}`?", kata.name));
                usage(format!(
                    "there is no kata called `{name}`.{} `cargo kata list` shows them all.",
                    guess.unwrap_or_default()
                ))
            })
    }

    /// The kata whose name is `name`, or so near to it that it may have been meant.
    pub fn nearest(&self, name: &str) -> Option<&Kata> {
        let alike = |kata: &&Kata| likeness(&kata.name, name);
        let nearest = self
            .katas
            .iter()
            .max_by(|a, b| alike(a).total_cmp(&alike(b)));
        nearest.filter(|kata| alike(kata) > 0.5)
    }
}

/// How alike two words are, from 0 to 1.
fn likeness(a: &str, b: &str) -> f32 {
    similar::TextDiff::from_chars(a, b).ratio()
}

struct Place<'a> {
    chapter: &'a str,
    exercise: &'a str,
    name: &'a str,
}

impl Place<'_> {
    fn load(&self, workspace: &Workspace, folder: PathBuf) -> Result<Kata> {
        let read = |file: &str| fs::read_to_string(folder.join(file));
        let settings: KataSettings =
            basic_toml::from_str(&read("kata.toml")?).context("failed to parse kata.toml")?;
        let place = workspace.root();
        let solution = place
            .join("solutions")
            .join(self.chapter)
            .join(self.exercise);
        let variants = CodeVariants::read(&folder, &solution.join("src/lib.rs"))?;
        let (checks_source, checks) = match &variants {
            Some(variants) => (format!("{variants:?}"), variants.checks()),
            None => {
                let source = read("checks.rs")?;
                let checks = checks::parse(&source).context("failed to read checks.rs")?;
                (source, checks)
            }
        };
        let sum: u32 = checks.iter().map(|check| check.points).sum();
        ensure!(
            settings.points == sum,
            "kata.toml says `points = {}`, but the points of the checks add up to {sum}: change one of the two",
            settings.points
        );
        let stub = files_of(&folder.join("stub"), &settings.edits)?;
        Ok(Kata {
            name: self.name.into(),
            chapter: self.chapter.into(),
            chapter_title: chapter_title(place, self.chapter),
            exercise: format!("exercises/{}/{}", self.chapter, self.exercise),
            solution,
            variants,
            folder,
            settings,
            checks_source,
            checks,
            stub,
        })
    }
}

/// `3  Tasks and waiting`: the heading of the chapter's README, `# Chapter 3: tasks and waiting`; or,
/// without one, its folder's name in words.
fn chapter_title(root: &Path, chapter: &str) -> String {
    let readme = fs::read_to_string(root.join("exercises").join(chapter).join("README.md"));
    let heading = readme.ok().and_then(|text| {
        let (_, title) = text.lines().next()?.strip_prefix("# ")?.split_once(": ")?;
        Some(title.to_string())
    });
    let (number, words) = chapter.split_once('_').unwrap_or(("", chapter));
    let words = heading.unwrap_or_else(|| words.replace('_', " "));
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let words = first.unwrap_or_default() + letters.as_str();
    format!("{:>2}  {words}", number.trim_start_matches('0'))
}

/// The names of the folders in `parent`, sorted: their numbers are their order.
fn folders(parent: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.path().is_dir() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::likeness;

    #[test]
    fn a_slip_of_the_finger_is_closer_than_another_kata() {
        assert!(
            likeness("wait_for_frist", "wait_for_first")
                > likeness("wait_for_frist", "wait_for_all")
        );
        assert!(likeness("timeout_command", "xyz") < 0.5);
    }
}
