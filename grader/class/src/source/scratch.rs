//! Where archives and branches are unpacked: in the grader's own folder, so that a process that was killed leaves nothing
//! that the next one does not remove.

use anyhow::{Context as _, Result};
use fs_err as fs;
use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A folder that no other process uses; empty at first.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    _lock: File,
}

impl Scratch {
    /// Takes a folder in `state`, the folder for the grader's own files.
    ///
    /// # Errors
    ///
    /// If it cannot be made or emptied.
    pub fn take(state: &Path) -> Result<Self> {
        let all = state.join("submissions");
        fs::create_dir_all(&all)?;
        for number in 0.. {
            let lock = File::create(all.join(format!("{number}.lock")))?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => continue,
                Err(TryLockError::Error(error)) => {
                    return Err(error).context("failed to lock a folder for submissions");
                }
            }
            let folder = all.join(number.to_string());
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            fs::create_dir(&folder)?;
            return Ok(Self {
                folder,
                _lock: lock,
            });
        }
        unreachable!("there are more numbers than locks")
    }

    /// A folder for one submission; it is removed when it is dropped.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn folder(&self) -> Result<TempDir> {
        tempfile::tempdir_in(&self.folder).context("failed to make a folder for a submission")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_have_two_folders_and_find_nothing_of_a_killed_one() {
        let state = tempfile::tempdir().expect("a folder can be made");
        let left = state.path().join("submissions/0/left");
        fs::create_dir_all(&left).expect("it can be made");
        let take = || Scratch::take(state.path()).expect("a folder can be made");
        let (one, other) = (take(), take());
        assert!(left.starts_with(&one.folder) && !left.exists());
        assert_ne!(one.folder, other.folder);
    }
}
