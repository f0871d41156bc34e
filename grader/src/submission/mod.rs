//! A student's files, read as data: from any folder, with limits, following no links.
//!
//! Nothing else of a submission is ever looked at. Manifests, build scripts, `.cargo` and toolchain
//! files are not read, and no program is started with a submission as its working directory.
//!
//! `reader` reads, without what `leftovers` says is no answer; `repository_copy` finds out whether a folder is a copy of this
//! repository at all. [`strays`] are folders of katas in the wrong place, [`backups`] what `reset` keeps.

pub mod backups;
mod leftovers;
mod reader;
mod repository_copy;
pub mod strays;

use crate::{
    result::KataResult,
    util::text::{self, plain},
};
use anyhow::{Context as _, Result};
use std::{collections::BTreeMap, path::Path};

pub use leftovers::is_leftover;
pub use reader::{read, small_text};
pub use repository_copy::expect_a_copy;

/// The text of every file by its path inside the exercise, with `/` on every system.
pub type Files = BTreeMap<String, String>;

/// What was found where a kata's files should be.
#[derive(Debug, PartialEq, Eq)]
pub enum Reading {
    /// The files.
    Files(Files),
    /// A folder or file that the kata cannot do without is not there; its name.
    Missing(String),
    /// The kata's folder is not there, and this one has a package of its name.
    Elsewhere(String),
    /// Something there is not read; what and why, for the student.
    Refused(String),
}

impl Reading {
    /// The files, if they could be read.
    pub fn files(&self) -> Option<&Files> {
        match self {
            Self::Files(files) => Some(files),
            Self::Missing(_) | Self::Elsewhere(_) | Self::Refused(_) => None,
        }
    }
}

/// What identifies a kata's files: the SHA-256 of every name and text, in hexadecimal.
pub fn hash(files: &Files) -> String {
    text::hash_of(files.iter().flat_map(|(name, text)| [name.as_str(), text]))
}

/// What identifies a whole submission: the hash of those of its katas.
pub fn hash_of_katas(katas: &[KataResult]) -> String {
    let hashes = katas
        .iter()
        .map(|kata| (kata.name.clone(), kata.hash.clone()));
    hash(&hashes.collect())
}

/// Whether two sets of files say the same: line endings and blank space at line ends do not count.
pub fn same_ignoring_whitespace(a: &Files, b: &Files) -> bool {
    let plain = |files: &Files| -> Vec<(String, Vec<String>)> {
        let lines = |text: &str| {
            text.trim_end()
                .lines()
                .map(|line| line.trim_end().into())
                .collect()
        };
        files
            .iter()
            .map(|(name, text)| (name.clone(), lines(text)))
            .collect()
    };
    plain(a) == plain(b)
}

/// The name that a submission goes by: its folder's, without anything a terminal could obey.
pub fn name_of(folder: &Path) -> Result<String> {
    let whole = folder
        .canonicalize()
        .with_context(|| format!("failed to resolve {}", folder.display()))?;
    let name = whole
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok(plain(&name.unwrap_or_else(|| "/".into())))
}
