//! Where submissions come from: folders, archives, branches of a git repository. Each is opened as a folder that the
//! grader reads like any other.

mod archive;
mod git;
mod scratch;

use crate::name::without_zip;
use anyhow::{Context as _, Result};
use fs_err as fs;
use git::Repository;
use grader::exit_code::usage;
pub use scratch::Scratch;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::SystemTime,
};
use tempfile::TempDir;

/// The most bytes that are taken out of an archive or a branch.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// The most files and folders of one that are looked at.
pub const MAX_ENTRIES: usize = 100_000;
/// How many folders may be around what was handed in.
const MAX_AROUND: usize = 4;

/// Something that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, without the ending of an archive.
    pub name: String,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Folder(PathBuf),
    Archive(PathBuf),
    Commit {
        repository: PathBuf,
        commit: String,
        time: Option<SystemTime>,
    },
}

/// What was found in the folder of submissions.
#[derive(Debug, Default)]
pub struct Found {
    /// What was handed in, by name.
    pub entries: Vec<Entry>,
    /// Loose files, which are nobody's.
    pub ignored: Vec<String>,
}

/// Finds what was handed in.
///
/// # Errors
///
/// If the folder cannot be read, or two have one name.
pub fn find(dir: &Path) -> Result<Found> {
    let data = fs::metadata(dir)
        .map_err(|error| usage(format!("the folder of submissions cannot be read: {error}")))?;
    if !data.is_dir() {
        return Err(usage(format!("{} is not a folder", dir.display())));
    }
    let mut found = match Repository::at(dir) {
        Some(repository) => Found {
            entries: repository.entries()?,
            ignored: Vec::new(),
        },
        None => in_folder(dir)?,
    };
    found.entries.sort_by(|a, b| a.name.cmp(&b.name));
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &found.entries {
        *by_name.entry(&entry.name).or_default() += 1;
    }
    if let Some((name, _)) = by_name.iter().find(|(_, count)| **count > 1) {
        return Err(usage(format!(
            "{} has two submissions that are called {name}: give one of them another name",
            dir.display()
        )));
    }
    Ok(found)
}

fn in_folder(dir: &Path) -> Result<Found> {
    let mut found = Found::default();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        let is_system = name == ".git" || name == "__MACOSX";
        if kind.is_dir() && is_system {
            continue;
        }
        let archive = without_zip(&name).filter(|_| kind.is_file());
        if kind.is_dir() {
            found.entries.push(Entry {
                name,
                kind: Kind::Folder(entry.path()),
            });
        } else if let Some(name) = archive {
            found.entries.push(Entry {
                name: name.into(),
                kind: Kind::Archive(entry.path()),
            });
        } else if !name.starts_with('.') {
            found.ignored.push(name);
        }
    }
    found.ignored.sort();
    Ok(found)
}

/// A submission as a folder.
#[derive(Debug)]
pub enum Opened {
    /// The folder with `exercises` in it. What was unpacked is gone when this is dropped.
    Folder(PathBuf, Option<TempDir>),
    /// There is nothing in it.
    Empty,
    /// It is not read; why.
    Refused(String),
}

impl Entry {
    /// When it was handed in, as far as that is known: a commit and an archive have a time, a folder has none.
    pub fn time(&self) -> Option<SystemTime> {
        match &self.kind {
            Kind::Folder(_) => None,
            Kind::Archive(file) => fs::metadata(file).ok()?.modified().ok(),
            Kind::Commit { time, .. } => *time,
        }
    }

    /// The commit, if it is one.
    pub fn commit(&self) -> Option<&str> {
        match &self.kind {
            Kind::Commit { commit, .. } => Some(commit),
            Kind::Folder(_) | Kind::Archive(_) => None,
        }
    }

    /// Opens it. What has to be unpacked is unpacked in `scratch`.
    ///
    /// # Errors
    ///
    /// If the machine fails. What is wrong with the submission is told by [`Opened`].
    pub fn open(&self, scratch: &Scratch) -> Result<Opened> {
        match &self.kind {
            Kind::Folder(folder) => Ok(match root_in(folder)? {
                Some(root) => Opened::Folder(root, None),
                None => Opened::Empty,
            }),
            Kind::Archive(file) => {
                let folder = scratch.folder()?;
                match archive::unpack(file, folder.path(), MAX_BYTES)? {
                    Ok(()) => unpacked(folder),
                    Err(why) => Ok(Opened::Refused(why)),
                }
            }
            Kind::Commit {
                repository, commit, ..
            } => {
                let folder = scratch.folder()?;
                let repository = Repository::at(repository).context("the repository is gone")?;
                match repository.write(commit, folder.path())? {
                    Ok(()) => unpacked(folder),
                    Err(why) => Ok(Opened::Refused(why)),
                }
            }
        }
    }
}

fn unpacked(folder: TempDir) -> Result<Opened> {
    Ok(match root_in(folder.path())? {
        Some(root) => Opened::Folder(root, Some(folder)),
        None => Opened::Empty,
    })
}

/// The folder with `exercises`: this one, or one in it, as archives have it.
fn root_in(folder: &Path) -> Result<Option<PathBuf>> {
    let mut level = vec![folder.to_path_buf()];
    for _ in 0..=MAX_AROUND {
        let mut next = Vec::new();
        for folder in level {
            let folders = folders_in(&folder)?;
            if folders.iter().any(|folder| folder.ends_with("exercises")) {
                return Ok(Some(folder));
            }
            next.extend(folders);
        }
        next.sort();
        next.truncate(MAX_ENTRIES);
        level = next;
    }
    Ok(None)
}

/// The folders in a folder. One that cannot be read is no empty one: there may be work in it.
fn folders_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        // What macOS puts into archives is nobody's work.
        let is_other =
            name == "__MACOSX" || name == "target" || name == "node_modules" || name == ".git";
        if entry.file_type()?.is_dir() && !is_other {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}

#[cfg(test)]
mod tests;
