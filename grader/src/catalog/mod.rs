//! Which katas exist, and everything that is known of each before a student's file is read.
//!
//! A kata is found because its folders exist: `solutions/<chapter>/<nn>_<kata>` gives it its place and
//! its reference solution, `grader/katas/<kata>` its checks. The same place in `exercises` is the
//! student's; if it is gone, the kata is missing, not unknown.

pub mod checks;
#[cfg(test)]
pub(crate) mod example;
mod kata;
mod load;
pub mod naming;
pub mod variants;

pub use kata::{CheckFunctions, CheckSource, Clock, Kata, KataSettings, Need};

use crate::{exit_code::usage, util::folder_name, workspace::Workspace};
use anyhow::{Context as _, Result};
use fs_err as fs;
use std::path::{Path, PathBuf};

/// All katas, in the order in which a student meets them.
#[derive(Debug)]
pub struct Catalog {
    folder: PathBuf,
    katas: Vec<Kata>,
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
                let Some((_, name)) = folder_name::parse(&exercise) else {
                    continue;
                };
                let folder = katas.join(name);
                if folder.join("kata.toml").is_file() {
                    let place = load::Place {
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

    /// The katas with these names in catalog order, or all of them if there is no name.
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
