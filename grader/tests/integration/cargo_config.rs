//! Whatever a person's cargo is configured to do, and whatever happens to the grader's own files, the kit
//! fits and a verdict is right. Settings are given as variables, which cargo takes like those of a
//! configuration file. Building a kit takes long, so all of it is tried on one.

use crate::{
    repository::{entries, solution},
    support::{KATA, Submission, grader_with_cache},
};
use assert_cmd::Command;
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A grader with files of its own and the settings of somebody who has changed all there is.
struct Odd {
    state: TempDir,
    other: TempDir,
}

impl Odd {
    fn new() -> Self {
        let folder = || TempDir::new().expect("a folder can be made");
        let odd = Self {
            state: folder(),
            other: folder(),
        };
        let linker = odd.linker();
        fs::write(&linker, "#!/bin/sh\nexec cc \"$@\"\n").expect("a file can be written");
        fs::set_permissions(&linker, fs::Permissions::from_mode(0o755)).expect("a file of ours");
        odd
    }

    fn linker(&self) -> PathBuf {
        self.other.path().join("linker")
    }

    fn configure(&self, command: &mut Command) {
        let host = if cfg!(target_arch = "aarch64") {
            "AARCH64"
        } else {
            "X86_64"
        };
        let linker = format!("CARGO_TARGET_{host}_UNKNOWN_LINUX_GNU_LINKER");
        command
            .env("KATA_STATE_DIR", self.state.path())
            .env("CARGO_BUILD_TARGET", "wasm32-unknown-unknown")
            .env("CARGO_BUILD_BUILD_DIR", self.other.path().join("build"))
            .env("CARGO_BUILD_TARGET_DIR", self.other.path().join("target"))
            .env("CARGO_PROFILE_DEV_PANIC", "abort")
            .env("CARGO_PROFILE_DEV_LTO", "fat")
            .env("CARGO_PROFILE_DEV_STRIP", "symbols")
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
            .env("CARGO_BUILD_RUSTFLAGS", "-C panic=abort")
            .env("RUSTFLAGS", "-C panic=abort")
            .env("RUSTC_WRAPPER", "/bin/false")
            .env(linker, self.linker())
            // Cargo's new layout of build folders, which is not stable yet.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_DIR_NEW_LAYOUT", "true");
    }

    /// A right and a wrong answer, which nobody has handed in before, get what they deserve.
    fn verdicts_are_right(&self, name: &str) {
        let right = format!("{}\n// {name}\n", solution());
        let wrong = right.replace("task.abort();", "let _ = task;");
        for (answer, code) in [(right, 0), (wrong, 1)] {
            let submission = Submission::answering(&answer);
            let folder = submission.arg();
            let mut command = grader_with_cache(&["grade", KATA, "--submission", folder]);
            self.configure(&mut command);
            command.assert().code(code);
        }
    }
}

#[test]
fn settings_of_ones_own_and_damaged_files_do_no_harm() {
    let odd = Odd::new();
    odd.verdicts_are_right("odd settings");
    let [state, other] = [odd.state.path(), odd.other.path()];
    let kit = state.join("kit");
    let files = files_below(&kit);
    let description = files.iter().find(|file| has_ending(file, "json"));
    let description = fs::read_to_string(description.expect("the kit is described"));
    let named = format!("\"linker\": \"{}\"", odd.linker().display());
    assert!(description.expect("it can be read").contains(&named));
    assert!(!other.join("build").exists() && !other.join("target").exists());
    let is_of_the_old_layout = |file: &&PathBuf| file.iter().any(|part| part == "deps");
    let old = files.iter().find(is_of_the_old_layout);
    assert_eq!(old, None, "cargo did not use its new layout");

    for keeps_age in [false, true] {
        let kept = files_below(&state.join("work").join(KATA));
        let objects = kept
            .iter()
            .filter(|file| has_ending(file, "o") && file.iter().any(|part| part == "incremental"));
        let damaged = objects.map(|file| fill_with_zeros(file, keeps_age)).count();
        assert!(damaged > 0, "the compiler keeps nothing");
        odd.verdicts_are_right(&format!("objects, {keeps_age}"));
    }
    // As old and as large as it was, so that only trying it shows what happened.
    let is_the_kit = |file: &&PathBuf| file.ends_with("libkata_kit.so");
    let copies: Vec<&PathBuf> = files.iter().filter(is_the_kit).collect();
    assert!(!copies.is_empty(), "there is no kit in {}", kit.display());
    copies.iter().for_each(|file| fill_with_zeros(file, true));
    odd.verdicts_are_right("a kit of zeros");
}

fn has_ending(file: &Path, ending: &str) -> bool {
    file.extension().is_some_and(|there| there == ending)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let (more, here): (Vec<_>, Vec<_>) =
            entries(&folder).into_iter().partition(|path| path.is_dir());
        folders.extend(more);
        files.extend(here);
    }
    files
}

fn fill_with_zeros(file: &Path, keeps_age: bool) {
    let before = fs::metadata(file).expect("it is there");
    let zeros = vec![0; usize::try_from(before.len()).expect("a small file")];
    fs::write(file, zeros).expect("a file of ours");
    if keeps_age {
        let written = fs::File::options()
            .write(true)
            .open(file)
            .expect("a file of ours");
        let age = before.modified().expect("it has an age");
        written.set_modified(age).expect("a file of ours");
    }
}
