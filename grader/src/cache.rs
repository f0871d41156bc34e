//! Results of earlier runs, under the hash of everything that decides them.

use crate::{
    catalog::Kata,
    record::hex,
    result::KataResult,
    workspace::{Workspace, write_whole},
};
use anyhow::Result;
use std::{fs, path::PathBuf};

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

    /// The result of grading the files with this hash as an answer to `kata`, if it is known.
    pub fn get(&self, kata: &Kata, files: &str) -> Option<KataResult> {
        let text = fs::read(self.file(kata, files)).ok()?;
        let mut result: KataResult = serde_json::from_slice(&text).ok()?;
        result.cached = true;
        (result.name == kata.name && result.hash == files).then_some(result)
    }

    /// Keeps a result.
    pub fn put(&self, kata: &Kata, result: &KataResult) -> Result<()> {
        let text = serde_json::to_vec(result)?;
        write_whole(&self.file(kata, &result.hash), &text)
    }

    fn file(&self, kata: &Kata, files: &str) -> PathBuf {
        let settings = format!("{:?}", kata.settings);
        let mut hash = hmac_sha256::Hash::new();
        let exercise = kata.exercise.as_str();
        for part in [
            &self.common,
            exercise,
            &settings,
            &kata.checks_source,
            files,
        ] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        self.folder.join(format!("{}.json", hex(&hash.finalize())))
    }
}
