//! Whether a folder is a copy of this repository, and what was meant if it is not.

use super::{
    leftovers::{is_leftover_of_any_kind, may_be_shown},
    reader::MAX_ENTRIES,
};
use crate::{exit_code::usage, util::folder_name};
use anyhow::Result;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Checks that `folder` is a copy of this repository at all.
pub fn expect_a_copy(folder: &Path) -> Result<()> {
    let problem = match fs::metadata(folder) {
        Err(error) => format!("cannot be read: {error}"),
        Ok(data) if !data.is_dir() => "is not a folder".into(),
        Ok(_) => match fs::symlink_metadata(folder.join("exercises")) {
            Ok(data) if data.is_dir() => return Ok(()),
            Ok(_) => "has something called `exercises` that is not a folder".into(),
            Err(_) => "has no folder `exercises`".into(),
        },
    };
    let next = match meant(folder) {
        Some(Meant::Folder(meant)) => format!("Did you mean --submission {}?", meant.display()),
        Some(Meant::Inside(parts)) => format!(
            "It looks like {parts}: put it into a folder where it has the same place as here, and name that \
             folder."
        ),
        None => {
            "`--submission` takes a copy or fork of this repository, with the answers in its `exercises`."
                .into()
        }
    };
    Err(usage(format!(
        "the submission {} {problem}.\n{next}",
        folder.display()
    )))
}

/// What may have been meant by a folder that is no copy of this repository.
enum Meant {
    /// This folder, which is one.
    Folder(PathBuf),
    /// A part of a copy without the folders around it.
    Inside(&'static str),
}

fn meant(folder: &Path) -> Option<Meant> {
    let holds_exercises = |folder: &Path| {
        fs::symlink_metadata(folder.join("exercises")).is_ok_and(|data| data.is_dir())
    };
    // One of the folders around it, if it lies in the exercises of that.
    let whole = folder.canonicalize().ok()?;
    let around = whole.ancestors().skip(1);
    let mut around = around.filter(|top| whole.starts_with(top.join("exercises")));
    if let Some(top) = around.next() {
        return Some(Meant::Folder(top.into()));
    }
    let children = folders_in(folder);
    let grandchildren = children.iter().flat_map(|child| folders_in(child));
    let below: Vec<PathBuf> = children.iter().cloned().chain(grandchildren).collect();
    if let Some(copy) = below.iter().find(|folder| holds_exercises(folder)) {
        return Some(Meant::Folder(copy.clone()));
    }
    let numbered = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        folder_name::parse(&name).is_some()
    };
    let chapters = |folder: &PathBuf| numbered(folder) && folders_in(folder).iter().any(numbered);
    if children.iter().any(chapters) {
        return Some(Meant::Inside("the inside of `exercises`"));
    }
    if children.iter().any(numbered) {
        return Some(Meant::Inside("a chapter of `exercises`"));
    }
    let is_kata = folder.join("src").is_dir() && folder.join("Cargo.toml").is_file();
    is_kata.then_some(Meant::Inside("a single kata"))
}

/// The folders in `parent` that may be a student's; not those that a Mac puts into an archive.
fn folders_in(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| {
        let name = entry.file_name();
        let named = name.to_str().is_some_and(may_be_shown) && !is_leftover_of_any_kind(&name);
        named && entry.file_type().is_ok_and(|kind| kind.is_dir())
    });
    let mut folders: Vec<PathBuf> = folders
        .take(MAX_ENTRIES)
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    folders
}
