//! Where submissions come from: folders, archives, branches of a git repository. Each is opened as a folder that the
//! grader reads like any other.

mod archive;
mod git;

use anyhow::{Context as _, Result};
use fs_err as fs;
use git::Repository;
use grader::exit_code::usage;
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
        if kind.is_dir() && name != ".git" {
            found.entries.push(Entry {
                name,
                kind: Kind::Folder(entry.path()),
            });
        } else if let Some(name) = name.strip_suffix(".zip").filter(|_| kind.is_file()) {
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

    /// Opens it.
    ///
    /// # Errors
    ///
    /// If the machine fails. What is wrong with the submission is told by [`Opened`].
    pub fn open(&self) -> Result<Opened> {
        match &self.kind {
            Kind::Folder(folder) => Ok(match root_in(folder) {
                Some(root) => Opened::Folder(root, None),
                None => Opened::Empty,
            }),
            Kind::Archive(file) => {
                let folder = TempDir::new()?;
                match archive::unpack(file, folder.path())? {
                    Ok(()) => Ok(unpacked(folder)),
                    Err(why) => Ok(Opened::Refused(why)),
                }
            }
            Kind::Commit {
                repository, commit, ..
            } => {
                let folder = TempDir::new()?;
                let repository = Repository::at(repository).context("the repository is gone")?;
                match repository.write(commit, folder.path())? {
                    Ok(()) => Ok(unpacked(folder)),
                    Err(why) => Ok(Opened::Refused(why)),
                }
            }
        }
    }
}

fn unpacked(folder: TempDir) -> Opened {
    match root_in(folder.path()) {
        Some(root) => Opened::Folder(root, Some(folder)),
        None => Opened::Empty,
    }
}

/// The folder with `exercises`: this one, or one in it, as archives have it.
fn root_in(folder: &Path) -> Option<PathBuf> {
    let mut level = vec![folder.to_path_buf()];
    for _ in 0..=MAX_AROUND {
        let has_exercises = |folder: &&PathBuf| {
            fs::symlink_metadata(folder.join("exercises")).is_ok_and(|data| data.is_dir())
        };
        if let Some(root) = level.iter().find(has_exercises) {
            return Some(root.clone());
        }
        let mut next: Vec<PathBuf> = level.iter().flat_map(|folder| folders_in(folder)).collect();
        next.sort();
        next.truncate(MAX_ENTRIES);
        level = next;
    }
    None
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    // What macOS puts into archives is nobody's work.
    let wanted = folders.filter(|entry| {
        let name = entry.file_name();
        name != "__MACOSX" && name != "target" && name != "node_modules" && name != ".git"
    });
    wanted.map(|entry| entry.path()).collect()
}
