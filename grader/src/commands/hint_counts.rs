//! Which hints somebody has seen: one more each time, and the last one again after that.

use crate::{util::files::write_whole, workspace::Workspace};
use anyhow::Result;
use std::{collections::BTreeMap, fs, path::PathBuf};

/// The hints seen so far, by kata. Kept in a file, for the next time.
#[derive(Debug)]
pub struct HintCounts {
    file: PathBuf,
    counts: BTreeMap<String, usize>,
    /// What to say of the file, if it could not be read.
    pub warning: Option<String>,
}

impl HintCounts {
    /// What is remembered in `workspace`. A file that is damaged is put aside, with a warning.
    pub fn read(workspace: &Workspace) -> Self {
        let file = workspace.state().join("hints.json");
        let text = fs::read(&file).unwrap_or_default();
        let counts = match text.as_slice() {
            [] => Ok(BTreeMap::new()),
            text => serde_json::from_slice(text),
        };
        let mut seen = Self {
            file,
            counts: BTreeMap::new(),
            warning: None,
        };
        match counts {
            Ok(counts) => seen.counts = counts,
            Err(error) => seen.put_aside(&error),
        }
        seen
    }

    fn put_aside(&mut self, error: &serde_json::Error) {
        let aside = self.file.with_extension("json.damaged");
        let kept = match fs::rename(&self.file, &aside) {
            Ok(()) => format!("It is kept as {}.", aside.display()),
            Err(error) => format!("It could not be put aside: {error}."),
        };
        self.warning = Some(format!(
            "warning: {} does not say which hints you have seen: {error}. {kept} Hints begin anew.",
            self.file.display()
        ));
    }

    /// The number of the next hint of `kata`, from 1 to `most`, which counts as seen from now on.
    pub fn next(&mut self, kata: &str, most: usize) -> Result<usize> {
        let count = self.counts.entry(kata.to_string()).or_default();
        *count = (*count + 1).min(most);
        let number = *count;
        self.write()?;
        Ok(number)
    }

    /// How many hints of `kata` were seen.
    pub fn count(&self, kata: &str) -> usize {
        self.counts.get(kata).copied().unwrap_or(0)
    }

    /// Forgets that hints of `kata` were seen.
    pub fn forget(&mut self, kata: &str) -> Result<()> {
        match self.counts.remove(kata) {
            Some(_) => self.write(),
            None => Ok(()),
        }
    }

    fn write(&self) -> Result<()> {
        write_whole(&self.file, &serde_json::to_vec_pretty(&self.counts)?)
    }
}
