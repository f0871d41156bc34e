//! Where the repository is, and where in it the grader keeps its own files.

use crate::exit_code::usage;
use anyhow::{Context as _, Result};
use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// A clone of the repository: the trusted one, whose checks and lockfile decide.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
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
        let state = match env::var_os(STATE_DIR).filter(|folder| !folder.is_empty()) {
            Some(folder) => std::path::absolute(folder)
                .with_context(|| format!("failed to read the variable {STATE_DIR}"))?,
            None => state_in(&target_folder().unwrap_or_else(|| root.join("target"))),
        };
        Ok(Self {
            root: root.into(),
            state,
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

    /// The packages that the kit is built from: the one that checks are written with, and what it shares
    /// with the grader.
    pub fn kit_packages(&self) -> [PathBuf; 2] {
        ["grader/kit", "grader/protocol"].map(|folder| self.root.join(folder))
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
    let folder = match folder.ends_with(env!("GRADER_TARGET")) {
        true => folder.parent()?,
        false => folder,
    };
    Some(folder.into())
}

/// Writes `text` so that a reader sees all of it or the old file, never a part. Only a file is replaced:
/// into a device or a pipe, such as `/dev/null`, the text is just written. Who may read the file is for
/// the system to say, as with every new file.
pub fn write_whole(path: &Path, text: &[u8]) -> Result<()> {
    let folder = path.parent().context("failed to find the file's folder")?;
    let write = || -> std::io::Result<()> {
        if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            return fs::OpenOptions::new()
                .write(true)
                .open(path)
                .and_then(|mut special| special.write_all(text));
        }
        fs::create_dir_all(folder)?;
        let mut file = new_file_in(folder)?;
        file.write_all(text)?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| format!("failed to write {}", path.display()))
}

/// A file without a name that lasts, with the permissions of a new file: by itself it would be private.
pub fn new_file_in(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// When a file was last changed, in nanoseconds since 1970, and how long it is: enough to notice that
/// somebody else has replaced it.
pub fn age_and_size(file: &Path) -> Option<(u128, u64)> {
    let data = fs::metadata(file).ok()?;
    let age = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((age.as_nanos(), data.len()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::state_in;
    use super::write_whole;
    use std::{fs, process::Command, thread};

    #[test]
    fn a_pipe_is_written_into_and_a_link_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let [pipe, kept, link] = ["pipe", "kept", "link"].map(|name| folder.path().join(name));
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo can be run").success());
        let reader = thread::spawn({
            let pipe = pipe.clone();
            move || fs::read_to_string(pipe).expect("the pipe can be read")
        });
        write_whole(&pipe, b"text").expect("it can be written into");
        assert_eq!(reader.join().expect("the reader ends"), "text");

        fs::write(&kept, "kept").expect("a file can be written");
        std::os::unix::fs::symlink(&kept, &link).expect("a link can be made");
        write_whole(&link, b"text").expect("it can be replaced");
        let [kept, link] = [kept, link].map(|file| fs::read_to_string(file).expect("it is there"));
        assert_eq!((kept.as_str(), link.as_str()), ("kept", "text"));
    }

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
