//! Files: written whole, listed in order, and recognised as untouched.

use anyhow::{Context as _, Result};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

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

/// How the names of files begin that are not written to their end.
const UNFINISHED: &str = ".unfinished-";

/// Removes what was left in a folder, which may not be there, by processes that were killed while they wrote.
///
/// # Errors
///
/// If something is there and cannot be removed.
pub fn remove_unfinished(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) {
            fs_err::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// A file without a name that lasts, with the permissions of a new file: by itself it would be private.
pub fn new_file_in(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
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

/// What is in a folder, sorted.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let paths = fs_err::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths: Vec<PathBuf> = paths.collect::<std::io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(all(test, unix))]
mod tests {
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
}
