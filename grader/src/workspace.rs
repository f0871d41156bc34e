//! Where the repository is, and where in it the grader keeps its own files.

use crate::{exit_code::usage, util::files::new_file_in};
use anyhow::{Context as _, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A clone of the repository: the trusted one, whose checks and lockfile decide.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
    state: PathBuf,
}

/// The variable that names the folder for the grader's own files, where it must not be cargo's target folder.
pub const STATE_DIR: &str = "KATA_STATE_DIR";

impl Workspace {
    /// The clone around the current directory; else the one that this binary was built from.
    pub fn find() -> Result<Self> {
        let here = env::current_dir().context("failed to read the current directory")?;
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let mut candidates = here.ancestors().chain(built_in);
        let Some(root) = candidates.find(|folder| Self::is_root(folder)) else {
            return Err(usage(format!(
                "{} is not inside a clone of the Async Rust Katas (a folder with `exercises` and `grader/katas`).\n\
                 Change into your clone and run the command again.",
                here.display()
            )));
        };
        let target = target_folder().unwrap_or_else(|| root.join("target"));
        let state = match env::var_os(STATE_DIR).filter(|folder| !folder.is_empty()) {
            Some(folder) => std::path::absolute(folder)
                .with_context(|| format!("failed to read the variable {STATE_DIR}"))?,
            None => state_in(&target),
        };
        Ok(Self {
            root: root.into(),
            target,
            state,
        })
    }

    /// The same clone with the grader's own files in `folder`.
    #[must_use]
    pub fn with_state(self, folder: PathBuf) -> Self {
        Self {
            state: folder,
            ..self
        }
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

    /// The packages that the kit is built from: the one that checks are written with, and what it shares
    /// with the grader.
    pub fn kit_packages(&self) -> [PathBuf; 3] {
        ["grader/kit", "grader/orders", "grader/protocol"].map(|folder| self.root.join(folder))
    }

    /// Cargo's target folder.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The grader's own files: the built kit, the cache, what it learnt of the toolchain. They are in cargo's
    /// target folder, wherever that is, or where the variable [`STATE_DIR`] says.
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// Makes the folder for the grader's own files, and finds out whether it can write into it.
    pub fn expect_a_writable_state(&self) -> Result<()> {
        let folder = &self.state;
        let write = || fs::create_dir_all(folder).and_then(|()| new_file_in(folder)?.close());
        write().with_context(|| {
            format!(
                "failed to write into {}, where the grader keeps its own files. Name another folder with the \
                 variable {STATE_DIR}",
                folder.display()
            )
        })
    }
}

/// The grader's folder in cargo's target folder. Somebody else's is left alone, for root too, so that neither
/// leaves files there that the other cannot use.
fn state_in(target: &Path) -> PathBuf {
    let folder = target.join("grader");
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let me = rustix::process::geteuid().as_raw();
        let there = folder.ancestors().find_map(|path| fs::metadata(path).ok());
        if there.is_some_and(|there| there.uid() != me) {
            return target.join(format!("grader-{me}"));
        }
    }
    folder
}

/// Cargo's target folder, as the place of this program tells it: cargo puts programs into
/// `<target>/<profile>` or `<target>/<triple>/<profile>`, with a lock file beside them. `None` for a
/// program that was installed somewhere else.
fn target_folder() -> Option<PathBuf> {
    let program = env::current_exe().ok()?;
    let profile = program.parent()?;
    if !profile.join(".cargo-lock").is_file() {
        return None;
    }
    let folder = profile.parent()?;
    let folder = if folder.ends_with(env!("GRADER_TARGET")) {
        folder.parent()?
    } else {
        folder
    };
    Some(folder.into())
}

#[cfg(all(test, unix))]
mod tests {
    use super::state_in;

    #[test]
    fn who_grades_in_somebody_elses_folder_has_a_folder_of_their_own_in_it() {
        let target = tempfile::tempdir().expect("a folder can be made");
        assert_eq!(state_in(target.path()), target.path().join("grader"));
        // Only root can give a folder away.
        let given = std::os::unix::fs::chown(target.path(), Some(65_534), None);
        if given.is_ok() {
            assert_eq!(state_in(target.path()), target.path().join("grader-0"));
        }
    }
}
