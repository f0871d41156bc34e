//! What students wrote, each at its hash: for the report, which is made from a folder of results alone.

use crate::store::take_over;
use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::{
    submission::{self, Files},
    util::files::write_whole,
};
use std::path::{Path, PathBuf};

/// A folder of answers.
#[derive(Debug, Clone)]
pub struct Answers {
    folder: PathBuf,
}

impl Answers {
    /// The answers in this folder of a class.
    pub fn in_class(out: &Path) -> Self {
        Self {
            folder: out.join("answers"),
        }
    }

    fn file(&self, hash: &str) -> PathBuf {
        self.folder.join(format!("{hash}.json"))
    }

    /// The files of an answer by their hash, which is that of [`KataResult`](grader::result::KataResult); nothing if they
    /// are not there or not whole.
    pub fn get(&self, hash: &str) -> Option<Files> {
        let text = fs::read(self.file(hash)).ok()?;
        let files: Files = serde_json::from_slice(&text).ok()?;
        (submission::hash(&files) == hash).then_some(files)
    }

    /// Keeps an answer.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn put(&self, files: &Files) -> Result<()> {
        let hash = submission::hash(files);
        if self.get(&hash).is_some() {
            return Ok(());
        }
        let text = serde_json::to_vec(files)?;
        write_whole(&self.file(&hash), &text).context("failed to keep an answer")
    }

    /// Takes over all answers of another folder.
    ///
    /// # Errors
    ///
    /// If they cannot be copied.
    pub fn take_over(&self, other: &Self) -> Result<()> {
        take_over(&self.folder, &other.folder)
    }
}
