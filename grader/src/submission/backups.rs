//! The versions of a kata that are kept when it is reset, and how files come and go between them and the
//! exercise: wherever that stops, the student's files are whole in one of the two.

use crate::{
    exit_code::usage,
    util::files::{entries, write_whole},
    workspace::Workspace,
};
use anyhow::Result;
use fs_err as fs;
use std::{
    collections::BTreeSet,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// What the name of a copy ends with until it is whole.
const PARTIAL: &str = "partial";

/// The kept versions of one kata: folders named after the second in which they were kept.
#[derive(Debug)]
pub struct Backups {
    folder: PathBuf,
}

impl Backups {
    /// Those of the kata called `kata`.
    pub fn of(workspace: &Workspace, kata: &str) -> Self {
        Self {
            folder: workspace.root().join("kept").join(kata),
        }
    }

    /// The one that was kept last.
    pub fn newest(&self) -> Option<PathBuf> {
        let all = entries(&self.folder).unwrap_or_default();
        let whole = all.into_iter().filter(|path| !is_partial(path));
        // Of the same second the longest name is the latest: `…-07`, `…-07_2`, `…-07_10`.
        whole.max_by_key(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let second: String = name.chars().take(SECOND.len()).collect();
            (second, name.len(), name.into_owned())
        })
    }

    /// Keeps a copy of what `exercise` has of `names`, and says where; `None` if it has nothing of them.
    pub fn keep(&self, exercise: &Path, names: &BTreeSet<OsString>) -> Result<Option<PathBuf>> {
        let there = |name: &&OsString| fs::symlink_metadata(exercise.join(name)).is_ok();
        let present: Vec<&OsString> = names.iter().filter(there).collect();
        if present.is_empty() {
            return Ok(None);
        }
        self.forget_partial();
        let whole = self.unused()?;
        let partial = whole.with_extension(PARTIAL);
        let copied = self.copy(exercise, &present, &partial);
        let kept = copied.and_then(|()| Ok(fs::rename(&partial, &whole)?));
        if let Err(error) = kept {
            // What is left of it is taken away the next time.
            let _ = fs::remove_dir_all(&partial);
            return Err(error);
        }
        Ok(Some(whole))
    }

    fn copy(&self, exercise: &Path, names: &[&OsString], to: &Path) -> Result<()> {
        fs::create_dir_all(to)?;
        for name in names {
            copy(&exercise.join(name), &to.join(name))?;
        }
        Ok(())
    }

    /// Takes away copies that were never finished: the files that they are of stayed where they were.
    fn forget_partial(&self) {
        for path in entries(&self.folder).unwrap_or_default() {
            if is_partial(&path) {
                // It is in nobody's way.
                let _ = fs::remove_dir_all(path);
            }
        }
    }

    /// A folder named after this second that is not there yet.
    fn unused(&self) -> Result<PathBuf> {
        let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let date = now.replace(':', "-").replace('T', "_").replace('Z', "");
        let names = std::iter::once(date.clone()).chain((2..100).map(|n| format!("{date}_{n}")));
        names
            .map(|name| self.folder.join(name))
            .find(|folder| !folder.exists())
            .ok_or_else(|| {
                usage(format!(
                    "too many copies are kept in {}",
                    self.folder.display()
                ))
            })
    }
}

/// How a second is written.
const SECOND: &str = "2026-01-01_00-00-00";

fn is_partial(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == PARTIAL)
}

/// Whether files come out as they are in the version, or as files of one's own do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modes {
    /// With the permissions of the version.
    OfTheVersion,
    /// With those that the system gives to a new file.
    OfANewFile,
}

/// Makes everything in `version` the same in `exercise`, file by file. Inside its folders nothing else
/// stays; what `exercise` has beside them does.
pub fn bring(version: &Path, exercise: &Path, modes: Modes) -> Result<()> {
    fs::create_dir_all(exercise)?;
    for path in entries(version)? {
        place(&path, &exercise.join(name_of(&path)), modes)?;
    }
    Ok(())
}

/// Brings what `exercise` lacks of all that was given, and leaves the rest.
pub fn complete(given: &Path, exercise: &Path) -> Result<()> {
    fs::create_dir_all(exercise)?;
    for path in entries(given)? {
        let to = exercise.join(name_of(&path));
        if fs::symlink_metadata(&to).is_err() {
            place(&path, &to, Modes::OfANewFile)?;
        }
    }
    Ok(())
}

/// The names of what is in a folder.
pub fn names_in(folder: &Path) -> Result<BTreeSet<OsString>> {
    Ok(entries(folder)?.iter().map(|path| name_of(path)).collect())
}

fn name_of(path: &Path) -> OsString {
    path.file_name().unwrap_or_default().to_os_string()
}

fn place(from: &Path, to: &Path, modes: Modes) -> Result<()> {
    let data = fs::symlink_metadata(from)?;
    let old = fs::symlink_metadata(to).ok();
    if old.is_some_and(|old| !(old.is_dir() && data.is_dir() || old.is_file() && data.is_file())) {
        remove(to)?;
    }
    if data.is_symlink() {
        return link(from, to);
    }
    if data.is_dir() {
        fs::create_dir_all(to)?;
        for path in entries(from)? {
            place(&path, &to.join(name_of(&path)), modes)?;
        }
        let wanted = names_in(from)?;
        for path in entries(to)? {
            if !wanted.contains(&name_of(&path)) {
                remove(&path)?;
            }
        }
    } else {
        let text = fs::read(from)?;
        write_whole(to, &text)?;
    }
    match modes {
        Modes::OfANewFile => Ok(()),
        Modes::OfTheVersion => Ok(fs::set_permissions(to, data.permissions())?),
    }
}

/// Copies whatever it is, with its permissions.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let data = fs::symlink_metadata(from)?;
    if data.is_symlink() {
        return link(from, to);
    }
    if data.is_dir() {
        fs::create_dir(to)?;
        for path in entries(from).map_err(|error| unreadable(from, error))? {
            copy(&path, &to.join(name_of(&path)))?;
        }
        return Ok(fs::set_permissions(to, data.permissions())?);
    }
    if !data.is_file() {
        return Err(usage(format!(
            "{} is neither a file nor a folder. Move it away and try again.",
            from.display()
        )));
    }
    let copied = fs::copy(from, to).map(drop);
    copied.map_err(|error| unreadable(from, error.into()))
}

/// The same error, or what to do about it, if `path` may not be read.
fn unreadable(path: &Path, error: anyhow::Error) -> anyhow::Error {
    let denied = if path.is_dir() {
        fs::read_dir(path).err()
    } else {
        fs::File::open(path).err()
    };
    match denied {
        Some(denied) if denied.kind() == io::ErrorKind::PermissionDenied => usage(format!(
            "{} is not readable. Give it read permission and try again.",
            path.display()
        )),
        _ => error,
    }
}

fn link(from: &Path, to: &Path) -> Result<()> {
    let target = fs::read_link(from)?;
    #[cfg(unix)]
    fs::os::unix::fs::symlink(target, to)?;
    #[cfg(windows)]
    if from.is_dir() {
        fs::os::windows::fs::symlink_dir(target, to)?;
    } else {
        fs::os::windows::fs::symlink_file(target, to)?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        fs::remove_dir_all(path)?;
    } else {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// Finds out before anything is changed whether everything below `exercise` that has one of `names` can
/// be: a folder on the way there that is a link, or one that is not ours to write, is an error.
pub fn expect_changeable(root: &Path, exercise: &str, names: &BTreeSet<OsString>) -> Result<()> {
    let mut folder = root.to_path_buf();
    for part in exercise.split('/') {
        let last = folder.clone();
        folder.push(part);
        let Ok(data) = fs::symlink_metadata(&folder) else {
            return expect_writable(&last);
        };
        if !data.is_dir() {
            return Err(usage(format!(
                "{} is not a folder but {}, and only plain folders are reset.\n\
                 Move it away and try again; nothing was changed.",
                folder.display(),
                if data.is_symlink() {
                    "a link"
                } else {
                    "a file"
                }
            )));
        }
    }
    expect_writable(&folder)?;
    names
        .iter()
        .try_for_each(|name| expect_all_writable(&folder.join(name)))
}

fn expect_all_writable(path: &Path) -> Result<()> {
    if !fs::symlink_metadata(path).is_ok_and(|data| data.is_dir()) {
        return Ok(());
    }
    expect_writable(path)?;
    // A folder that cannot be listed is told when it cannot be kept.
    let inside = entries(path).unwrap_or_default();
    inside.iter().try_for_each(|path| expect_all_writable(path))
}

#[cfg(unix)]
fn expect_writable(folder: &Path) -> Result<()> {
    use rustix::fs::Access;
    rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK).map_err(|error| {
        let error = io::Error::from(error);
        usage(format!(
            "{} cannot be changed: {error}. Nothing was changed.\n\
             Give yourself write permission and try again.",
            folder.display()
        ))
    })
}

#[cfg(not(unix))]
fn expect_writable(_: &Path) -> Result<()> {
    Ok(())
}
