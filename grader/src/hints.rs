//! Which hints somebody has seen: one more each time, and the last one again after that.

use crate::workspace::{Workspace, write_whole};
use anyhow::Result;
use std::{collections::BTreeMap, fs, path::PathBuf};

/// The hints seen so far, by kata. Kept in a file, for the next time.
#[derive(Debug)]
pub struct Seen {
    file: PathBuf,
    counts: BTreeMap<String, usize>,
}

impl Seen {
    /// What is remembered in `workspace`; nothing, if there is no such file or it is damaged.
    pub fn read(workspace: &Workspace) -> Self {
        let file = workspace.state().join("hints.json");
        let text = fs::read(&file).unwrap_or_default();
        Self {
            counts: serde_json::from_slice(&text).unwrap_or_default(),
            file,
        }
    }

    /// The number of the last hint of `kata` that was given; 0 if there was none.
    pub fn last(&self, kata: &str) -> usize {
        self.counts.get(kata).copied().unwrap_or_default()
    }

    /// The number of the next hint of `kata`, from 1 to `most`, which counts as seen from now on.
    pub fn next(&mut self, kata: &str, most: usize) -> Result<usize> {
        let count = self.counts.entry(kata.to_string()).or_default();
        *count = (*count + 1).min(most);
        let number = *count;
        write_whole(&self.file, &serde_json::to_vec_pretty(&self.counts)?)?;
        Ok(number)
    }
}
