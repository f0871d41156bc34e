//! Whatever a person's cargo is configured to do, the kit fits and a verdict is right. The settings are
//! given as variables, which cargo takes like those of a configuration file. Each test builds a kit of its
//! own, which is why there are so few.
#![cfg(target_os = "linux")]

mod support;

use assert_cmd::Command;
use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};
use support::{KATA, Submission, grader, solution};
use tempfile::TempDir;

/// A right and a wrong answer get what they deserve, also a wrong one whose check panics.
fn verdicts_are_right(configure: impl Fn(&mut Command)) {
    let wrong = solution().replace("task.abort();", "let _ = task;");
    for (answer, code) in [(solution(), 0), (wrong, 1)] {
        let submission = Submission::answering(&answer);
        let folder = submission.folder().to_str().expect("a plain name");
        let mut command = grader(&["grade", KATA, "--submission", folder]);
        configure(&mut command);
        command.assert().code(code);
    }
}

#[test]
fn targets_folders_profiles_wrappers_and_linkers_of_ones_own_do_no_harm() {
    let state = TempDir::new().expect("a folder can be made");
    let other = TempDir::new().expect("a folder can be made");
    let linker = other.path().join("linker");
    fs::write(&linker, "#!/bin/sh\nexec cc \"$@\"\n").expect("a file can be written");
    fs::set_permissions(&linker, fs::Permissions::from_mode(0o755)).expect("a file of ours");
    let host = if cfg!(target_arch = "aarch64") {
        "AARCH64"
    } else {
        "X86_64"
    };
    verdicts_are_right(|command| {
        command
            .env("KATA_STATE_DIR", state.path())
            .env("CARGO_BUILD_TARGET", "wasm32-unknown-unknown")
            .env("CARGO_BUILD_BUILD_DIR", other.path().join("build"))
            .env("CARGO_BUILD_TARGET_DIR", other.path().join("target"))
            .env("CARGO_PROFILE_DEV_PANIC", "abort")
            .env("CARGO_PROFILE_DEV_LTO", "fat")
            .env("CARGO_PROFILE_DEV_STRIP", "symbols")
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
            .env("CARGO_BUILD_RUSTFLAGS", "-C panic=abort")
            .env("RUSTFLAGS", "-C panic=abort")
            .env("RUSTC_WRAPPER", "/bin/false")
            .env(
                format!("CARGO_TARGET_{host}_UNKNOWN_LINUX_GNU_LINKER"),
                &linker,
            );
    });
    let kept = fs::read_dir(state.path().join("kit")).expect("the kit is there");
    let description = kept
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "json"));
    let description = fs::read_to_string(description.expect("the kit is described"));
    let named = format!("\"linker\": \"{}\"", linker.display());
    assert!(description.expect("it can be read").contains(&named));
    assert!(!other.path().join("build").exists() && !other.path().join("target").exists());
}

#[test]
fn cargos_new_layout_of_build_folders_does_no_harm() {
    let state = TempDir::new().expect("a folder can be made");
    verdicts_are_right(|command| {
        command
            .env("KATA_STATE_DIR", state.path())
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_DIR_NEW_LAYOUT", "true");
    });
    let old = library_folders(state.path());
    assert!(
        !old,
        "cargo did not use its new layout, so nothing was tested"
    );
}

/// Whether cargo has put libraries into a folder `deps`, as its old layout does.
fn library_folders(state: &Path) -> bool {
    let mut folders = vec![state.join("kit")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of ours").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.components().any(|part| part.as_os_str() == "deps") {
                return true;
            }
        }
    }
    false
}
