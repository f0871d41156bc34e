//! The folder in which one answer to a kata is compiled and run at a time.
//!
//! Its path stays the same from run to run, because rustc can only build on what it did before (which
//! halves the time to a verdict) if no path has changed. Everything else is fresh every time.

use crate::workspace::Workspace;
use anyhow::{Context as _, Result};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// A locked folder; the lock goes with the value, or with the process.
#[derive(Debug)]
pub struct Workbench {
    folder: PathBuf,
    _lock: File,
}

/// What is made anew for every answer.
const FRESH: [&str; 6] = ["student", "checks", "out", "lines", "tmp", "run"];
/// What rustc may build on.
const KEPT: [&str; 2] = ["incremental", "incremental-lines"];

impl Workbench {
    /// A folder for answers to `kata` that nobody else uses now.
    pub fn take(workspace: &Workspace, kata: &str) -> Result<Self> {
        let all = workspace.state().join("work").join(kata);
        for number in 0.. {
            let folder = all.join(number.to_string());
            if let Some(lock) = try_lock(&folder)? {
                // The jail is given real paths, so a linked `target` must not hide where this is.
                let folder = match cfg!(unix) {
                    true => folder.canonicalize(),
                    // There is no jail, and not every linker knows Windows' verbatim paths.
                    false => std::path::absolute(&folder),
                };
                let folder = folder.context("failed to resolve a work folder")?;
                let bench = Self {
                    folder,
                    _lock: lock,
                };
                bench
                    .clean()
                    .with_context(|| format!("failed to clean {}", bench.folder.display()))?;
                return Ok(bench);
            }
        }
        unreachable!("there are more numbers than locks")
    }

    fn clean(&self) -> io::Result<()> {
        for name in FRESH {
            let folder = self.folder.join(name);
            match fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => fs::create_dir(folder)?,
            }
        }
        KEPT.iter()
            .try_for_each(|name| fs::create_dir_all(self.folder.join(name)))
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

    /// What the compiler makes; the same once more with line tables, if somebody needs them.
    pub fn out(&self, lines: bool) -> PathBuf {
        self.folder.join(if lines { "lines" } else { "out" })
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
    pub fn incremental(&self, lines: bool) -> PathBuf {
        self.folder.join(KEPT[usize::from(lines)])
    }
}

fn try_lock(folder: &Path) -> Result<Option<File>> {
    let make = || -> io::Result<File> {
        fs::create_dir_all(folder)?;
        File::create(folder.join("lock"))
    };
    let file = make().with_context(|| format!("failed to create {}", folder.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error).context("failed to lock a work folder"),
    }
}
