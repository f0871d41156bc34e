//! Whatever a person's cargo is configured to do, and whatever happens to the grader's own files, the kit
//! fits and a verdict is right. Settings are given as variables, which cargo takes like those of a
//! configuration file. Building a kit takes long, so all of it is tried on one: it is built in the place of a
//! damaged one.

use crate::{
    repository::{entries, solution},
    support::{KATA, Submission, arg, grader_with_cache, state},
};
use assert_cmd::Command;
use serde_json::Value;
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

    /// Gives it a copy of the kit of all tests, with zeros in the place of the library. That is as old and as
    /// large as it was, so that only trying it shows what happened.
    fn damage_the_kit(&self) {
        // The kit is built once for all tests.
        Submission::answering(&solution()).grade();
        let real = state().join("kit").canonicalize().expect("it is built");
        let copy = self.state.path().join("kit");
        let last = fs::read_to_string(real.join("last")).expect("it says what was built last");
        let description = format!("{last}.json");
        let text = fs::read_to_string(real.join(&description)).expect("the kit is described");
        let kit: Value = serde_json::from_str(&text).expect("it is JSON");
        let libraries = kit["stamps"].as_object().expect("it names them");
        for library in libraries.keys().map(Path::new) {
            let inside = library.strip_prefix(&real).expect("it is in the kit");
            copy_with_its_age(library, &copy.join(inside));
        }
        let moved = text.replace(arg(&real), arg(&copy));
        fs::write(copy.join(description), moved).expect("a file can be written");
        let is_the_kit = |file: &PathBuf| file.ends_with("libkata_kit.so");
        let copies = files_below(&copy).into_iter().filter(is_the_kit);
        let damaged = copies.map(|file| fill_with_zeros(&file, true)).count();
        assert!(damaged > 0, "there is no kit in {}", copy.display());
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

    /// A right and a wrong answer, which nobody has handed in before, get what they deserve. Gives the log.
    fn verdicts_are_right(&self, name: &str) -> String {
        let right = format!("{}\n// {name}\n", solution());
        let wrong = right.replace("task.abort();", "let _ = task;");
        let mut log = Vec::new();
        for (answer, code) in [(right, 0), (wrong, 1)] {
            let submission = Submission::answering(&answer);
            let folder = submission.arg();
            let mut command = grader_with_cache(&["grade", KATA, "--submission", folder]);
            self.configure(&mut command);
            let ended = command.env("KATA_LOG", "info").assert().code(code);
            log.extend_from_slice(&ended.get_output().stderr);
        }
        String::from_utf8_lossy(&log).into_owned()
    }
}

#[test]
fn settings_of_ones_own_and_damaged_files_do_no_harm() {
    let odd = Odd::new();
    odd.damage_the_kit();
    let log = odd.verdicts_are_right("odd settings and a kit of zeros");
    assert!(log.contains("the kit is damaged"), "{log}");
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
        set_age(file, &before);
    }
}

fn copy_with_its_age(file: &Path, to: &Path) {
    fs::create_dir_all(to.parent().expect("a file is in a folder")).expect("a folder can be made");
    fs::copy(file, to).expect("a file can be copied");
    set_age(to, &fs::metadata(file).expect("it is there"));
}

/// Makes `file` as old as the one that `like` is about.
fn set_age(file: &Path, like: &fs::Metadata) {
    let file = fs::File::options().write(true).open(file);
    let age = like.modified().expect("it has an age");
    file.and_then(|file| file.set_modified(age))
        .expect("a file of ours");
}
