//! The folder in which one answer to a kata is compiled and run at a time.
//!
//! Its path stays the same from run to run, because rustc can only build on what it did before (which
//! halves the time to a verdict) if no path has changed. Everything else is fresh every time. What rustc
//! keeps is given to it again only if it is untouched: rustc trusts its own files blindly.

use crate::{
    process::{limits::FREE_DISK, machine},
    util::files::age_and_size,
    workspace::Workspace,
};
use anyhow::{Context as _, Result};
use fs_err::{self as fs, File};
use std::{
    collections::BTreeMap,
    fs::TryLockError,
    io,
    path::{Path, PathBuf},
};

/// A locked folder; the lock goes with the value, or with the process.
#[derive(Debug)]
pub struct BuildDir {
    folder: PathBuf,
    number: u32,
    _lock: File,
}

/// What a compilation is for. Each has a folder of its own for what is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To run what is made.
    Run,
    /// To symbolize the addresses of a hang: the same machine code, with line tables.
    Symbols,
    /// To run it in every order of its threads.
    Orders,
    /// To symbolize the addresses of an order that fails.
    OrderSymbols,
    /// To see the futures in collections of a hung answer: these poll all of them in every poll.
    PolledFutures,
    /// To find the errors of a file of tests against the given code alone.
    GivenCode,
}

impl Purpose {
    const ALL: [Self; 6] = [
        Self::Run,
        Self::Symbols,
        Self::PolledFutures,
        Self::Orders,
        Self::OrderSymbols,
        Self::GivenCode,
    ];

    /// Whether what is made has to know the lines of its sources.
    pub fn has_lines(self) -> bool {
        matches!(
            self,
            Self::Symbols | Self::PolledFutures | Self::OrderSymbols
        )
    }

    /// Whether some library may have a stand-in among what is made.
    pub fn has_stand_ins(self) -> bool {
        matches!(
            self,
            Self::PolledFutures | Self::Orders | Self::OrderSymbols
        )
    }

    /// The folder for what is made, and the one for what rustc builds on the next time.
    fn folders(self) -> (&'static str, &'static str) {
        match self {
            Self::Run => ("out", "incremental"),
            Self::Symbols => ("out-symbols", "incremental-symbols"),
            Self::Orders => ("out-orders", "incremental-orders"),
            Self::OrderSymbols => ("out-order-symbols", "incremental-order-symbols"),
            Self::PolledFutures => ("out-polled", "incremental-polled"),
            Self::GivenCode => ("out-given", "incremental-given"),
        }
    }
}

/// What is made anew for every answer, besides what the compiler makes.
const FRESH: [&str; 4] = ["student", "checks", "tmp", "run"];

fn fresh() -> impl Iterator<Item = &'static str> {
    let made = Purpose::ALL.map(|purpose| purpose.folders().0);
    FRESH.into_iter().chain(made)
}

/// What rustc may build on.
fn kept() -> impl Iterator<Item = &'static str> {
    Purpose::ALL.map(|purpose| purpose.folders().1).into_iter()
}

impl BuildDir {
    /// A folder for answers to `kata` that nobody else uses now.
    pub fn take(workspace: &Workspace, kata: &str) -> Result<Self> {
        machine::has_room(workspace.state(), FREE_DISK)?;
        let all = workspace.state().join("work").join(kata);
        for number in 0..u32::MAX {
            let folder = all.join(number.to_string());
            if let Some(lock) = try_lock(&folder)? {
                // The sandbox is given real paths, so a linked `target` must not hide where this is.
                let folder = if cfg!(unix) {
                    folder.canonicalize()
                } else {
                    // There is no sandbox, and not every linker knows Windows' verbatim paths.
                    std::path::absolute(&folder)
                };
                let folder = folder.context("failed to resolve a work folder")?;
                let dir = Self {
                    folder,
                    number,
                    _lock: lock,
                };
                dir.clean()
                    .with_context(|| format!("failed to clean {}", dir.folder.display()))?;
                return Ok(dir);
            }
        }
        unreachable!("there are more numbers than locks")
    }

    /// No two folders for one kata have the same.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Notes which files are compiled and run here, by their hash, so that others can wait for what comes of it.
    pub fn note_answer(&self, hash: &str) -> Result<()> {
        fs::write(self.folder.join(ANSWER), hash)
            .with_context(|| format!("failed to write into {}", self.folder.display()))
    }

    fn clean(&self) -> io::Result<()> {
        for name in fresh() {
            empty(&self.folder.join(name))?;
        }
        for name in kept() {
            let folder = self.folder.join(name);
            let known = fs::read(self.stamps_file(name)).unwrap_or_default();
            let known: Option<Stamps> = serde_json::from_slice(&known).ok();
            if !folder.is_dir() || known.as_ref() != Some(&stamps(&folder)?) {
                empty(&folder)?;
            }
        }
        Ok(())
    }

    /// Makes everything anew, also what is kept otherwise.
    pub fn start_over(&self) -> Result<()> {
        let empty_all = || {
            fresh()
                .chain(kept())
                .try_for_each(|name| empty(&self.folder.join(name)))
        };
        empty_all().with_context(|| format!("failed to clean {}", self.folder.display()))
    }

    /// Notes that rustc has come to an end: what it has kept by now is given to it the next time.
    pub fn keep_incremental(&self, purpose: Purpose) -> Result<()> {
        let note = || -> io::Result<()> {
            let (_, name) = purpose.folders();
            let stamps = serde_json::to_vec(&stamps(&self.folder.join(name))?)?;
            fs::write(self.stamps_file(name), stamps)
        };
        note().with_context(|| format!("failed to write into {}", self.folder.display()))
    }

    fn stamps_file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }

    /// The folder as a whole: the working directory of the compiler.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The student's files.
    pub fn student(&self) -> PathBuf {
        self.folder.join("student")
    }

    /// The checks' source.
    pub fn checks(&self) -> PathBuf {
        self.folder.join("checks")
    }

    /// What the compiler makes.
    pub fn out(&self, purpose: Purpose) -> PathBuf {
        self.folder.join(purpose.folders().0)
    }

    /// The compiler's temporary files.
    pub fn tmp(&self) -> PathBuf {
        self.folder.join("tmp")
    }

    /// Where each check gets a folder of its own.
    pub fn run(&self) -> PathBuf {
        self.folder.join("run")
    }

    /// What the compiler keeps from run to run.
    pub fn incremental(&self, purpose: Purpose) -> PathBuf {
        self.folder.join(purpose.folders().1)
    }
}

/// Whether somebody compiles or runs the files with this `hash` as an answer to `kata` at this moment.
pub fn is_in_use(workspace: &Workspace, kata: &str, hash: &str) -> bool {
    let folders = fs::read_dir(workspace.state().join("work").join(kata));
    let mut folders = folders.into_iter().flatten().flatten();
    folders.any(|folder| {
        let folder = folder.path();
        let is_noted = fs::read(folder.join(ANSWER)).is_ok_and(|noted| noted == hash.as_bytes());
        // Whoever takes the folder at the very moment in which its lock is tried takes another one.
        is_noted && try_lock(&folder).is_ok_and(|lock| lock.is_none())
    })
}

/// The file with the hash of the files that were compiled last.
const ANSWER: &str = "answer";

/// Of every file below a folder, when it was changed and how long it is.
type Stamps = BTreeMap<PathBuf, Option<(u128, u64)>>;

fn stamps(folder: &Path) -> io::Result<Stamps> {
    let mut stamps = Stamps::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let stamp = age_and_size(&path);
                stamps.insert(path, stamp);
            }
        }
    }
    Ok(stamps)
}

/// Makes `folder`, without anything in it.
fn empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir(folder),
    }
}

fn try_lock(folder: &Path) -> Result<Option<File>> {
    fs::create_dir_all(folder)?;
    let file = File::create(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error).context("failed to lock a work folder"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_in_use_as_long_as_their_folder_is_locked() {
        let state = tempfile::tempdir().expect("a folder can be made");
        let workspace = Workspace::find().expect("the tests are in the repository");
        let workspace = workspace.with_state(state.path().into());
        let are_in_use = |files| is_in_use(&workspace, "kata", files);
        assert!(!are_in_use("files"));

        let take = || BuildDir::take(&workspace, "kata").expect("there is a folder");
        let (first, second) = (take(), take());
        first.note_answer("files").expect("it can be noted");
        second.note_answer("others").expect("it can be noted");
        assert!(are_in_use("files") && are_in_use("others") && !are_in_use("more"));
        assert!(!is_in_use(&workspace, "another", "files"));
        drop(first);
        assert!(!are_in_use("files") && are_in_use("others"));
    }
}
