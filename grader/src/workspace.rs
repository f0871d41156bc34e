//! Where the repository is, and where in it the grader keeps its own files.

use crate::exit_code::usage;
use anyhow::{Context as _, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// A clone of the repository: the trusted one, whose checks and lockfile decide.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The clone around the current directory; else the one that this binary was built from.
    pub fn find() -> Result<Self> {
        let here = env::current_dir().context("failed to read the current directory")?;
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        here.ancestors()
            .chain(built_in)
            .find(|folder| Self::is_root(folder))
            .map(|root| Self { root: root.into() })
            .ok_or_else(|| {
                usage(format!(
                    "{} is not inside a clone of the Async Rust Katas (a folder with `exercises` and `grader/katas`).\n\
                     Change into your clone and run the command again.",
                    here.display()
                ))
            })
    }

    fn is_root(folder: &Path) -> bool {
        folder.join("exercises").is_dir() && folder.join("grader/katas").is_dir()
    }

    /// The top folder of the clone.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The hidden checks and everything else the grader knows of the katas.
    pub fn katas(&self) -> PathBuf {
        self.root.join("grader/katas")
    }

    /// The source of the kit that checks are written with.
    pub fn kit(&self) -> PathBuf {
        self.root.join("grader/kit")
    }

    /// The grader's own files: the built kit, the cache, what it learnt of the toolchain.
    pub fn state(&self) -> PathBuf {
        self.root.join("target/grader")
    }
}

/// Writes `text` so that a reader sees all of it or the old file, never a part.
pub fn write_whole(path: &Path, text: &[u8]) -> Result<()> {
    let folder = path.parent().context("failed to find the file's folder")?;
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        std::io::Write::write_all(&mut file, text)?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| format!("failed to write {}", path.display()))
}

/// When a file was last changed, in nanoseconds since 1970, and how long it is: enough to notice that
/// somebody else has replaced it.
pub fn age_and_size(file: &Path) -> Option<(u128, u64)> {
    let data = fs::metadata(file).ok()?;
    let age = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((age.as_nanos(), data.len()))
}
