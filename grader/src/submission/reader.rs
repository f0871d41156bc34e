//! Reads the files of one kata, believing nothing: no links are followed, and what was looked at is looked at
//! again through the open file.

use super::{Files, Reading, leftovers::is_leftover_of_any_kind};
use anyhow::Result;
use std::{
    fs::{self, File, Metadata},
    io::{self, Read as _},
    path::Path,
    thread,
    time::Duration,
};

/// The most files that one kata may have.
pub const MAX_FILES: usize = 64;
/// The most bytes that one file may have.
pub const MAX_BYTES: u64 = 256 * 1024;

/// The most files and folders of any kind that are looked at for one kata.
pub const MAX_ENTRIES: usize = 4096;
/// The most folders that may be on the way from the repository to a file.
const MAX_DEPTH: usize = 16;

/// How often a kata is read anew because files vanish while it is read, and the pause before that.
const LOOKS: usize = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// Reads the `.rs` files below `edits` (folder names) of `exercise`, a path inside `root`.
///
/// Errors are the machine's; whatever is wrong with the submission is a [`Reading`].
pub fn read(root: &Path, exercise: &str, edits: &[String]) -> Result<Reading> {
    // A file that vanishes is one that an editor puts a new one in place of, or has tried something with.
    for _ in 1..LOOKS {
        let (reading, vanished) = read_once(root, exercise, edits)?;
        if !vanished {
            return Ok(reading);
        }
        thread::sleep(BETWEEN_LOOKS);
    }
    read_once(root, exercise, edits).map(|(reading, _)| reading)
}

/// One look, and whether something vanished meanwhile, which is as if it had never been listed.
fn read_once(root: &Path, exercise: &str, edits: &[String]) -> Result<(Reading, bool)> {
    let mut reader = Reader {
        root,
        files: Files::new(),
        entries: 0,
        prefix: exercise,
        vanished: false,
    };
    let below = |name: &str| match exercise {
        "" => name.to_string(),
        exercise => format!("{exercise}/{name}"),
    };
    let mut missing = None;
    let mut walk = || -> Result<(), Stop> {
        for edit in edits {
            match reader.expect_folders(&below(edit)) {
                Ok(()) => reader.folder(&below(edit))?,
                Err(Stop::Missing(what)) => missing = Some(what),
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    };
    let walked = walk();
    let reading = match (walked, missing, reader.files.is_empty()) {
        (Err(Stop::Missing(what)), ..) => Reading::Missing(what),
        (Err(Stop::Refused(why)), ..) => Reading::Refused(why),
        (Err(Stop::Failed(error)), ..) => return Err(error),
        (Ok(()), Some(what), true) => Reading::Missing(what),
        (Ok(()), None, true) => Reading::Missing(format!("{}/*.rs", below(&edits.join(",")))),
        (Ok(()), _, false) => Reading::Files(reader.files),
    };
    Ok((reading, reader.vanished))
}

enum Stop {
    Missing(String),
    Refused(String),
    Failed(anyhow::Error),
}

struct Reader<'a> {
    root: &'a Path,
    prefix: &'a str,
    files: Files,
    entries: usize,
    /// Whether something that was listed was gone when it was to be read.
    vanished: bool,
}

impl Reader<'_> {
    /// Every folder on the way to `path` must be a folder, not a link to one.
    fn expect_folders(&self, path: &str) -> Result<(), Stop> {
        let mut so_far = String::new();
        for part in path.split('/') {
            so_far = if so_far.is_empty() {
                part.into()
            } else {
                format!("{so_far}/{part}")
            };
            let data = match fs::symlink_metadata(self.root.join(&so_far)) {
                Ok(data) => data,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(Stop::Missing(so_far));
                }
                Err(error) => return Err(failed(&so_far, error)),
            };
            if !data.is_dir() {
                return Err(refused(&so_far, &kind_of(&data), "a folder belongs there"));
            }
        }
        Ok(())
    }

    fn folder(&mut self, path: &str) -> Result<(), Stop> {
        if path.split('/').count() > MAX_DEPTH {
            return Err(refused(path, "nested too deeply", "move its files up"));
        }
        let listed = fs::read_dir(self.root.join(path));
        let Some(entries) = self.unless_gone(path, listed)? else {
            return Ok(());
        };
        let mut names = Vec::new();
        for entry in entries {
            let Some(entry) = self.unless_gone(path, entry)? else {
                continue;
            };
            names.push(entry.file_name());
            self.entries += 1;
            if self.entries > MAX_ENTRIES {
                let many = format!("a folder with more than {MAX_ENTRIES} entries");
                return Err(refused(path, &many, "make them fewer"));
            }
        }
        names.sort();
        for name in names
            .into_iter()
            .filter(|name| !is_leftover_of_any_kind(name))
        {
            let Some(name) = name
                .to_str()
                .filter(|name| !name.contains(char::is_control))
            else {
                let shown = format!("{path}/{}", name.to_string_lossy().escape_debug());
                return Err(refused(
                    &shown,
                    "a name that is not plain text",
                    "rename it",
                ));
            };
            self.entry(&format!("{path}/{name}"))?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &str) -> Result<(), Stop> {
        let found = fs::symlink_metadata(self.root.join(path));
        let Some(data) = self.unless_gone(path, found)? else {
            return Ok(());
        };
        if data.is_dir() {
            return self.folder(path);
        }
        if !data.is_file() {
            return Err(refused(
                path,
                &kind_of(&data),
                "only regular files are read",
            ));
        }
        if path.ends_with(".rs")
            && let Some(text) = self.text(path)?
        {
            let inside = path.strip_prefix(self.prefix).unwrap_or(path);
            self.files
                .insert(inside.trim_start_matches('/').into(), text);
        }
        if self.files.len() > MAX_FILES {
            Err(refused(
                path,
                &format!("more than {MAX_FILES} files"),
                "make them fewer",
            ))
        } else {
            Ok(())
        }
    }

    /// `None` if it is gone by now.
    fn text(&mut self, path: &str) -> Result<Option<String>, Stop> {
        let mut bytes = Vec::new();
        let opened = open_without_following(&self.root.join(path));
        let Some(mut file) = self.unless_gone(path, opened)? else {
            return Ok(None);
        };
        // Looked at again through the open file, because the folder may have changed meanwhile.
        let data = file.metadata().map_err(|error| failed(path, error))?;
        if !data.is_file() {
            return Err(refused(
                path,
                &kind_of(&data),
                "only regular files are read",
            ));
        }
        let read = io::Read::by_ref(&mut file)
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes);
        read.map_err(|error| failed(path, error))?;
        if bytes.len() as u64 > MAX_BYTES {
            let size = format!("larger than {} KiB", MAX_BYTES / 1024);
            return Err(refused(path, &size, "make it smaller"));
        }
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| refused(path, "not UTF-8 text", "save it as UTF-8"))?;
        Ok(Some(text))
    }

    /// What was asked of the system about `path`, or `None` if that is gone, or a folder on the way to it is.
    fn unless_gone<T>(&mut self, path: &str, asked: io::Result<T>) -> Result<Option<T>, Stop> {
        match asked {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if is_gone(&error) => {
                self.vanished = true;
                Ok(None)
            }
            Err(error) => Err(failed(path, error)),
        }
    }
}

/// Whether something is not there any more: gone, or a file where its folder was.
fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn refused(path: &str, what: &str, next: &str) -> Stop {
    Stop::Refused(format!("{path} is {what}; {next}"))
}

fn failed(path: &str, error: io::Error) -> Stop {
    if error.kind() == io::ErrorKind::PermissionDenied {
        return refused(path, "not readable", "give it read permission");
    }
    Stop::Failed(anyhow::Error::new(error).context(format!("failed to read {path}")))
}

fn kind_of(data: &Metadata) -> String {
    let kind = data.file_type();
    match (kind.is_symlink(), kind.is_dir(), kind.is_file()) {
        (true, ..) => "a link".into(),
        (_, true, _) => "a folder".into(),
        (.., true) => "a file".into(),
        _ => "neither a file nor a folder".into(),
    }
}

/// Opens a file that is not a link, and does not wait for a writer if it turns out to be a pipe.
fn open_without_following(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32);
    }
    options.open(path)
}

/// The text of a plain file that is not large, read with the same care; `None` if it is anything else.
pub fn small_text(path: &Path) -> Option<String> {
    let file = open_without_following(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    file.take(MAX_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// A folder with an answer in `exercise/src/lib.rs`.
    fn answer() -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a folder can be made");
        let folder = root.path().join("exercise/src");
        fs::create_dir_all(&folder).expect("a folder can be made");
        fs::write(folder.join("lib.rs"), "text").expect("a file can be written");
        root
    }

    fn only_the_answer() -> Reading {
        Reading::Files(Files::from([("src/lib.rs".into(), "text".into())]))
    }

    fn look(root: &Path) -> Reading {
        read(root, "exercise", &["src".into()]).expect("it can be read")
    }

    #[test]
    fn what_editors_leave_beside_the_answer_is_no_part_of_it() {
        let root = answer();
        let folder = root.path().join("exercise/src");
        for name in [".lib.rs.swp", "#lib.rs#", "lib.rs~", "flycheck_lib.rs"] {
            fs::write(folder.join(name), "half a line").expect("a file can be written");
        }
        fs::write(folder.join("lib_flymake.rs"), [0xff]).expect("a file can be written");
        #[cfg(unix)]
        for name in [".#lib.rs", "#other.rs#", "other.rs~"] {
            std::os::unix::fs::symlink("somebody@here.123", folder.join(name))
                .expect("a link can be made");
        }
        assert_eq!(look(root.path()), only_the_answer());
        for name in ["lib.rs", "flycheck.rs", "flymake.rs", "#lib.rs", "a~b.rs"] {
            assert!(!super::super::is_leftover(name), "{name}");
        }
    }

    #[test]
    fn a_file_that_vanishes_while_it_is_read_was_never_there() {
        let root = answer();
        let folder = root.path().join("exercise/src");
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    for name in ["4913", "deep"] {
                        let _ = fs::write(folder.join(name), "");
                        let _ = fs::remove_file(folder.join(name));
                        let _ = fs::create_dir(folder.join(name));
                        let _ = fs::remove_dir(folder.join(name));
                    }
                }
            });
            let looks: Vec<Result<Reading>> = (0..3000)
                .map(|_| read(root.path(), "exercise", &["src".into()]))
                .collect();
            done.store(true, Ordering::Relaxed);
            for look in looks {
                assert_eq!(look.expect("it can be read"), only_the_answer());
            }
        });
    }
}
