//! The results of units, each at the hash of everything that decides it. Whatever is there is never graded again.

use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::{result::KataResult, util::files::write_whole};
use std::path::{Path, PathBuf};

/// A folder of results.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The results in this folder of a class.
    pub fn in_class(out: &Path) -> Self {
        Self {
            folder: out.join("units"),
        }
    }

    fn file(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }

    /// Whether the result is there.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The result, if it is there and whole.
    pub fn get(&self, key: &str) -> Option<KataResult> {
        let text = fs::read(self.file(key)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Keeps a result.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn put(&self, key: &str, result: &KataResult) -> Result<()> {
        let text = serde_json::to_vec(result)?;
        write_whole(&self.file(key), &text).context("failed to keep a result")
    }

    /// Takes over all results of another folder.
    ///
    /// # Errors
    ///
    /// If they cannot be copied.
    pub fn take_over(&self, other: &Self) -> Result<()> {
        take_over(&self.folder, &other.folder)
    }
}

/// Copies all files of another folder, if it is there, each of them whole.
///
/// # Errors
///
/// If one cannot be copied.
pub fn take_over(folder: &Path, other: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(other) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        // Without what a killed process has left.
        let is_whole = path.extension().is_some_and(|ending| ending == "json");
        if let Some(name) = path.file_name().filter(|_| is_whole) {
            write_whole(&folder.join(name), &fs::read(&path)?)?;
        }
    }
    Ok(())
}
