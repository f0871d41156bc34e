//! Results of earlier runs, under the hash of everything that decides them.

use crate::{
    catalog::Kata,
    result::KataResult,
    util::{files::write_whole, text},
    workspace::Workspace,
};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::{fs, path::PathBuf};

/// A result and what it is worth.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CachedResult {
    /// The result.
    pub result: KataResult,
    /// Whether it is a function of the files, so that grading them again would give the same. A time-out
    /// is none: it says what happened on a machine.
    pub is_fact: bool,
}

/// A folder of results.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    /// What decides every result besides the kata and the student's files.
    common: String,
}

impl Cache {
    /// The cache of `workspace` for one kit and one sandbox.
    pub fn new(workspace: &Workspace, kit: &str, sandbox: &str) -> Self {
        let sources = env!("GRADER_SOURCES");
        Self {
            folder: workspace.state().join("cache"),
            common: format!("{sources} {kit} {sandbox}"),
        }
    }

    /// The last result of grading the files with this hash as an answer to `kata`, if there is one.
    pub fn get(&self, kata: &Kata, files: &str) -> Option<CachedResult> {
        let text = fs::read(self.file(kata, files)).ok()?;
        let mut kept: CachedResult = serde_json::from_slice(&text).ok()?;
        kept.result.cached = true;
        let fits = kept.result.name == kata.name && kept.result.hash == files;
        fits.then_some(kept)
    }

    /// Keeps a result.
    pub fn put(&self, kata: &Kata, kept: &CachedResult) -> Result<()> {
        let text = serde_json::to_vec(kept)?;
        write_whole(&self.file(kata, &kept.result.hash), &text)
    }

    fn file(&self, kata: &Kata, files: &str) -> PathBuf {
        let hash = text::hash_of([self.common.as_str(), &kata.content_hash(), files]);
        self.folder.join(format!("{hash}.json"))
    }
}
