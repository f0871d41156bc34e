//! A folder of results belongs to one process at a time.

use anyhow::{Context as _, Result};
use grader::util::{files::remove_unfinished, notice};
use std::{fs::File, path::Path, time::Duration};

/// A folder of results that no other process writes into. It is free again when this is dropped, or the process ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// The folders of results in which files are written.
const FOLDERS: [&str; 4] = ["", "units", "answers", "results"];

impl Lock {
    /// Waits until no other process writes into the folder `out`, and removes what processes that were killed have left
    /// there.
    ///
    /// # Errors
    ///
    /// If the folder cannot be opened, or cleaned.
    pub fn of(out: &Path) -> Result<Self> {
        let file = open(out).with_context(|| format!("failed to open {}", out.display()))?;
        let told = notice::print_if_slow(
            Duration::from_secs(2),
            "Another process writes into this folder of results. Waiting for it …",
        );
        // Not every network file system has locks; there it is for the person to start one at a time.
        let is_ours_alone = file.lock().is_ok();
        drop(told);
        if is_ours_alone {
            for folder in FOLDERS {
                remove_unfinished(&out.join(folder))?;
            }
        }
        Ok(Self { _file: file })
    }
}

/// The folder itself, so that no file is left in it.
#[cfg(unix)]
fn open(out: &Path) -> std::io::Result<File> {
    File::open(out)
}

/// Windows opens no folders.
#[cfg(not(unix))]
fn open(out: &Path) -> std::io::Result<File> {
    File::create(out.join("lock"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_a_killed_process_has_left_is_removed_and_all_else_stays() {
        let out = tempfile::tempdir().expect("a folder can be made");
        fs::create_dir(out.path().join("units")).expect("it can be made");
        let files = [
            ".unfinished-abc",
            "gradebook.csv",
            "units/.unfinished-x",
            "units/a.json",
            ".tmp123",
        ];
        for file in files {
            fs::write(out.path().join(file), "").expect("it can be written");
        }
        Lock::of(out.path()).expect("it is free");
        let left = files.map(|file| out.path().join(file).exists());
        assert_eq!(left, [false, true, false, true, true]);
    }
}
