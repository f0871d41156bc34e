//! Archives, believed as little as any other file of a stranger.

use super::{MAX_BYTES, MAX_ENTRIES};
use anyhow::{Context as _, Result};
use fs_err as fs;
use std::{
    io::{self, Read as _},
    path::{Component, Path, PathBuf},
};
use zip::{ZipArchive, read::ZipFile};

/// Unpacks what the grader may read: `.rs` files and `Cargo.toml` below a folder `exercises`. `Err(why)` if the archive is
/// not read.
pub fn unpack(file: &Path, to: &Path) -> Result<Result<(), String>> {
    let file = fs::File::open(file)?;
    let mut archive = match ZipArchive::new(io::BufReader::new(file)) {
        Ok(archive) => archive,
        Err(error) => return Ok(Err(format!("The archive cannot be read: {error}."))),
    };
    if archive.len() > MAX_ENTRIES {
        return Ok(Err(format!(
            "The archive has more than {MAX_ENTRIES} entries."
        )));
    }
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(error) => return Ok(Err(format!("The archive cannot be read: {error}."))),
        };
        let Some(path) = inside(&entry) else {
            let name = entry.name().escape_debug().to_string();
            return Ok(Err(format!(
                "The archive has an entry that leaves its folder: {name}."
            )));
        };
        if !is_wanted(&path) {
            continue;
        }
        let place = to.join(&path);
        if entry.is_symlink() {
            let parent = place.parent().context("an entry is in a folder")?;
            fs::create_dir_all(parent)?;
            link(&place)?;
            continue;
        }
        if !entry.is_file() {
            continue;
        }
        let mut text = Vec::new();
        if let Err(error) = (&mut entry).take(left + 1).read_to_end(&mut text) {
            return Ok(Err(format!("The archive cannot be read: {error}.")));
        }
        let Some(rest) = left.checked_sub(text.len() as u64) else {
            let most = MAX_BYTES / 1024 / 1024;
            return Ok(Err(format!(
                "The archive holds more than {most} MiB of files that would be read."
            )));
        };
        left = rest;
        if let Err(error) = write(&place, &text) {
            // Two entries that cannot both be there, as a file and a folder of one name.
            return Ok(Err(format!("The archive cannot be unpacked: {error}.")));
        }
    }
    Ok(Ok(()))
}

fn write(place: &Path, text: &[u8]) -> io::Result<()> {
    let parent = place.parent().unwrap_or(place);
    std::fs::create_dir_all(parent)?;
    std::fs::write(place, text)
}

/// The path of an entry, if it stays inside; some systems write `\` between folders.
fn inside<R: io::Read>(entry: &ZipFile<'_, R>) -> Option<PathBuf> {
    let name = entry.name().replace('\\', "/");
    if name.contains('\0') {
        return None;
    }
    let path = PathBuf::from(name);
    let stays =
        |component: Component<'_>| matches!(component, Component::Normal(_) | Component::CurDir);
    path.components().all(stays).then_some(path)
}

/// Whether the grader may want to read it.
pub fn is_wanted(path: &Path) -> bool {
    let in_exercises = path
        .components()
        .any(|part| part.as_os_str() == "exercises");
    let is_source = path.extension().is_some_and(|ending| ending == "rs");
    in_exercises && (is_source || path.ends_with("Cargo.toml"))
}

/// A link, so that it is refused by its name like any other.
pub fn link(place: &Path) -> Result<()> {
    #[cfg(unix)]
    std::os::unix::fs::symlink("elsewhere", place).or_else(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Ok(()),
        _ => Err(error),
    })?;
    #[cfg(not(unix))]
    std::fs::create_dir_all(place)?;
    Ok(())
}
