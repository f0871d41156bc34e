//! Archives, believed as little as any other file of a stranger.

use super::MAX_ENTRIES;
use anyhow::{Context as _, Result};
use fs_err as fs;
use std::{
    io::{self, Read as _},
    path::{Component, Path, PathBuf},
};
use zip::ZipArchive;

/// Unpacks what the grader may read, `most` bytes at most: `.rs` files and `Cargo.toml` below a folder `exercises`.
/// `Err(why)` if the archive is not read.
pub fn unpack(file: &Path, to: &Path, most: u64) -> Result<Result<(), String>> {
    let file = fs::File::open(file)?;
    let mut archive = match ZipArchive::new(io::BufReader::new(file)) {
        Ok(archive) => archive,
        Err(error) => return Ok(Err(format!("the archive cannot be read: {error}"))),
    };
    if archive.len() > MAX_ENTRIES {
        return Ok(Err(format!(
            "the archive has more than {MAX_ENTRIES} entries"
        )));
    }
    let mut left = most;
    for index in 0..archive.len() {
        // Its text may be what cannot be read, as of a picture that was packed in another way.
        let name = match archive.by_index_raw(index) {
            Ok(entry) => entry.name().to_string(),
            Err(error) => return Ok(Err(format!("the archive cannot be read: {error}"))),
        };
        let Some(path) = inside(&name) else {
            let name = name.escape_debug();
            return Ok(Err(format!(
                "the archive has an entry that leaves its folder: {name}"
            )));
        };
        if !is_wanted(&path) {
            continue;
        }
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(error) => return Ok(Err(format!("the archive cannot be read: {error}"))),
        };
        let place = to.join(&path);
        if entry.is_symlink() {
            if let Some(why) = blame(link(&place))? {
                return Ok(Err(why));
            }
            continue;
        }
        if !entry.is_file() {
            continue;
        }
        let mut text = Vec::new();
        if let Err(error) = (&mut entry).take(left + 1).read_to_end(&mut text) {
            return Ok(Err(format!("the archive cannot be read: {error}")));
        }
        let Some(rest) = left.checked_sub(text.len() as u64) else {
            let most = most / 1024 / 1024;
            return Ok(Err(format!(
                "the archive holds more than {most} MiB of files that would be read"
            )));
        };
        left = rest;
        if let Some(why) = blame(write(&place, &text))? {
            return Ok(Err(why));
        }
    }
    Ok(Ok(()))
}

/// Writes a file with the folders around it.
pub fn write(place: &Path, text: &[u8]) -> io::Result<()> {
    make_parent(place)?;
    std::fs::write(place, text)
}

fn make_parent(place: &Path) -> io::Result<()> {
    std::fs::create_dir_all(place.parent().unwrap_or(place))
}

/// Why what was handed in cannot be unpacked, if its names are to blame: one is too long, or a file and a folder have the
/// same. Everything else is the machine's failure.
pub fn blame(written: io::Result<()>) -> Result<Option<String>> {
    use io::ErrorKind::{
        AlreadyExists, InvalidFilename, InvalidInput, IsADirectory, NotADirectory,
    };
    match written {
        Ok(()) => Ok(None),
        Err(error) => match error.kind() {
            AlreadyExists | InvalidFilename | InvalidInput | IsADirectory | NotADirectory => {
                Ok(Some(format!("it cannot be unpacked: {error}")))
            }
            _ => Err(error).context("failed to unpack a submission"),
        },
    }
}

/// The path of an entry, if it stays inside; some systems write `\` between folders.
fn inside(name: &str) -> Option<PathBuf> {
    if name.contains('\0') {
        return None;
    }
    let path = PathBuf::from(name.replace('\\', "/"));
    let stays =
        |component: Component<'_>| matches!(component, Component::Normal(_) | Component::CurDir);
    path.components().all(stays).then_some(path)
}

/// Whether the grader may want to read it.
pub fn is_wanted(path: &Path) -> bool {
    let is_in = |folder: &str| path.components().any(|part| part.as_os_str() == folder);
    // What macOS puts into archives is nobody's work.
    let in_exercises = is_in("exercises") && !is_in("__MACOSX");
    let is_source = path.extension().is_some_and(|ending| ending == "rs");
    in_exercises && (is_source || path.ends_with("Cargo.toml"))
}

/// A link, so that it is refused by its name like any other.
pub fn link(place: &Path) -> io::Result<()> {
    make_parent(place)?;
    #[cfg(unix)]
    std::os::unix::fs::symlink("elsewhere", place).or_else(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Ok(()),
        _ => Err(error),
    })?;
    #[cfg(not(unix))]
    std::fs::create_dir_all(place)?;
    Ok(())
}
