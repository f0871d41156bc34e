//! `reset` brings a kata back as it was given, and loses nothing.

use crate::{
    repository::{entries, stub},
    support::{KATA, PLACE, Submission, grader},
};
use assert_cmd::assert::Assert;
use predicates::{prelude::*, str::contains};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A clone in which the kata's answer is `mine`.
fn begun() -> Submission {
    Submission::clone_of_its_own().with(&format!("{PLACE}/src/lib.rs"), "mine")
}

fn run(clone: &Submission, words: &[&str]) -> Assert {
    grader(words)
        .current_dir(clone.folder())
        .env("KATA_STATE_DIR", clone.folder().join("state"))
        .assert()
}

fn place(clone: &Submission) -> PathBuf {
    clone.folder().join(PLACE)
}

fn kept(clone: &Submission) -> Vec<PathBuf> {
    let mut kept = entries(&clone.folder().join("kept").join(KATA));
    kept.sort();
    kept
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file that was given is there as it was.
fn expect_as_given(clone: &Submission) {
    let stub = stub();
    for file in ["Cargo.toml", "README.md", "src/lib.rs"] {
        assert_eq!(read(place(clone).join(file)), read(stub.join(file)));
    }
}

#[test]
fn what_was_given_comes_back_and_what_was_there_is_kept() {
    let clone = begun()
        .with(&format!("{PLACE}/src/notes.txt"), "not even Rust")
        .with(&format!("{PLACE}/src/part/more.rs"), "more")
        .with(&format!("{PLACE}/Cargo.toml"), "broken")
        .with(&format!("{PLACE}/README.md"), "scribbled")
        .with(&format!("{PLACE}/beside.txt"), "beside");
    run(&clone, &["reset", KATA]).code(0).stdout(
        contains("kept/wait_for_first/")
            .and(contains("cargo kata reset --undo wait_for_first"))
            .and(contains("cp -r kept/wait_for_first/")),
    );
    expect_as_given(&clone);
    assert_eq!(entries(&place(&clone).join("src")).len(), 1);
    assert_eq!(read(place(&clone).join("beside.txt")), "beside");
    let [kept] = kept(&clone).try_into().expect("one is kept");
    for (file, text) in [
        ("src/lib.rs", "mine"),
        ("src/notes.txt", "not even Rust"),
        ("src/part/more.rs", "more"),
        ("Cargo.toml", "broken"),
        ("README.md", "scribbled"),
    ] {
        assert_eq!(read(kept.join(file)), text);
    }
    run(&clone, &["reset", KATA])
        .code(0)
        .stdout(contains("nothing to reset"));
    run(&clone, &["reset", KATA, "--submission", "."]).code(2);
}

#[test]
fn a_manifest_or_a_lesson_alone_is_reset_too() {
    for file in ["Cargo.toml", "README.md"] {
        let clone = Submission::clone_of_its_own().with(&format!("{PLACE}/{file}"), "other");
        run(&clone, &["reset", KATA])
            .code(0)
            .stdout(contains("as it was given again"));
        expect_as_given(&clone);
        fs::remove_file(place(&clone).join(file)).expect("it can go");
        run(&clone, &["reset", KATA]).code(0);
        expect_as_given(&clone);
    }
}

#[test]
fn the_line_that_it_prints_brings_the_kept_version_back() {
    let clone = begun();
    let run = run(&clone, &["reset", KATA]).code(0);
    let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let line = said.lines().find(|line| line.trim().starts_with("cp -r "));
    if cfg!(unix) {
        let copied = std::process::Command::new("sh")
            .args(["-c", line.expect("there is such a line")])
            .current_dir(clone.folder())
            .status();
        assert!(copied.expect("a shell is there").success());
        assert_eq!(read(place(&clone).join("src/lib.rs")), "mine");
    }
}

#[test]
fn undo_brings_the_newest_version_back_and_keeps_the_present_one() {
    let clone = begun().with(&format!("{PLACE}/src/notes.txt"), "notes");
    run(&clone, &["reset", "--undo", KATA])
        .code(2)
        .stderr(contains("no version of wait_for_first is kept"));
    run(&clone, &["reset", KATA]).code(0);
    fs::write(place(&clone).join("src/lib.rs"), "second").expect("a file can be written");
    run(&clone, &["reset", "--undo", KATA])
        .code(0)
        .stdout(contains("What was there is kept in"));
    assert_eq!(read(place(&clone).join("src/lib.rs")), "mine");
    assert_eq!(read(place(&clone).join("src/notes.txt")), "notes");
    run(&clone, &["reset", "--undo", KATA]).code(0);
    assert_eq!(read(place(&clone).join("src/lib.rs")), "second");
    assert!(!place(&clone).join("src/notes.txt").exists());
    assert_eq!(kept(&clone).len(), 3);
}

#[test]
fn a_version_without_a_manifest_is_completed() {
    let clone = Submission::clone_of_its_own();
    let clone = clone.with("kept/wait_for_first/2026-01-01_00-00-00/src/lib.rs", "mine");
    fs::remove_dir_all(place(&clone)).expect("it can go");
    run(&clone, &["reset", "--undo", KATA]).code(0);
    assert_eq!(read(place(&clone).join("src/lib.rs")), "mine");
    for file in ["Cargo.toml", "README.md"] {
        assert!(place(&clone).join(file).is_file());
    }
}

#[test]
fn a_folder_or_a_chapter_that_is_gone_comes_back_whole() {
    for gone in [PLACE, "exercises/03_tasks_and_waiting"] {
        let clone = Submission::clone_of_its_own();
        fs::remove_dir_all(clone.folder().join(gone)).expect("it can go");
        run(&clone, &["reset", KATA])
            .code(0)
            .stdout(contains("as it was given again"));
        expect_as_given(&clone);
        assert!(!clone.folder().join("kept").exists());
    }
}

#[test]
fn a_kata_under_another_name_is_not_made_twice() {
    let clone = begun();
    let other = "exercises/03_tasks_and_waiting/02_done";
    fs::rename(place(&clone), clone.folder().join(other)).expect("a folder can be renamed");
    for words in [&["reset", KATA][..], &["reset", "--undo", KATA]] {
        run(&clone, words)
            .code(2)
            .stdout("")
            .stderr(contains(format!("mv {other} {PLACE}")));
    }
    assert!(!place(&clone).exists());
    assert_eq!(read(clone.folder().join(other).join("src/lib.rs")), "mine");
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use crate::{repository::copy, support::state};
    use std::{
        os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
        process::{Command, Stdio},
        thread,
        time::Duration,
    };

    fn mode(path: impl AsRef<Path>) -> u32 {
        let data = fs::metadata(path).expect("it is there");
        data.permissions().mode() & 0o777
    }

    fn set_mode(path: impl AsRef<Path>, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it can be set");
    }

    /// Whether permissions mean nothing to this process.
    fn is_root() -> bool {
        let root = fs::metadata("/proc/self").is_ok_and(|data| data.uid() == 0);
        if root {
            eprintln!("skipped: root may read and write everything");
        }
        root
    }

    #[test]
    fn kept_may_be_on_another_file_system() {
        let Ok(elsewhere) = tempfile::TempDir::new_in("/dev/shm") else {
            eprintln!("skipped: there is no /dev/shm");
            return;
        };
        let clone = begun();
        let device = |path: &Path| fs::metadata(path).expect("it is there").dev();
        if device(elsewhere.path()) == device(clone.folder()) {
            eprintln!("skipped: /dev/shm is where temporary files are");
            return;
        }
        symlink(elsewhere.path(), clone.folder().join("kept")).expect("a link can be made");
        run(&clone, &["reset", KATA]).code(0);
        expect_as_given(&clone);
        let [kept] = kept(&clone).try_into().expect("one is kept");
        assert_eq!(read(kept.join("src/lib.rs")), "mine");
        run(&clone, &["reset", KATA, "--undo"]).code(0);
        assert_eq!(read(place(&clone).join("src/lib.rs")), "mine");
    }

    #[test]
    fn permissions_are_kept_and_what_was_given_has_those_of_a_new_file() {
        let clone = begun().with(&format!("{PLACE}/src/run.sh"), "true");
        let src = place(&clone).join("src");
        fs::write(clone.folder().join("new"), "").expect("a file can be written");
        set_mode(src.join("run.sh"), 0o750);
        set_mode(src.join("lib.rs"), 0o600);
        set_mode(&src, 0o711);
        run(&clone, &["reset", KATA]).code(0);
        let [kept] = kept(&clone).try_into().expect("one is kept");
        let modes = |src: &Path| [src.join("run.sh"), src.join("lib.rs"), src.into()].map(mode);
        assert_eq!(modes(&kept.join("src")), [0o750, 0o600, 0o711]);
        for file in ["src/lib.rs", "Cargo.toml", "README.md"] {
            let new = mode(clone.folder().join("new"));
            assert_eq!(mode(place(&clone).join(file)), new, "{file}");
        }
        run(&clone, &["reset", KATA, "--undo"]).code(0);
        assert_eq!(modes(&src), [0o750, 0o600, 0o711]);
    }

    #[test]
    fn links_are_kept_as_links_and_what_they_name_is_not_touched() {
        let clone = begun().with("elsewhere/lib.rs", "elsewhere");
        let src = place(&clone).join("src");
        symlink("nowhere", src.join("broken")).expect("a link can be made");
        symlink("../../../../elsewhere", src.join("folder")).expect("a link can be made");
        fs::remove_file(src.join("lib.rs")).expect("it can go");
        symlink(clone.folder().join("elsewhere/lib.rs"), src.join("lib.rs")).expect("a link");
        run(&clone, &["reset", KATA]).code(0);
        expect_as_given(&clone);
        assert_eq!(read(clone.folder().join("elsewhere/lib.rs")), "elsewhere");
        let [kept] = kept(&clone).try_into().expect("one is kept");
        let target = |name: &str| fs::read_link(kept.join("src").join(name)).expect("a link");
        assert_eq!(target("broken"), Path::new("nowhere"));
        assert_eq!(target("folder"), Path::new("../../../../elsewhere"));

        // A link where the folder of the answer should be.
        fs::remove_dir_all(&src).expect("it can go");
        symlink("../../../elsewhere", &src).expect("a link can be made");
        run(&clone, &["reset", KATA]).code(0);
        expect_as_given(&clone);
        assert_eq!(read(clone.folder().join("elsewhere/lib.rs")), "elsewhere");
    }

    #[test]
    fn a_link_to_a_katas_folder_is_refused() {
        let clone = begun();
        let elsewhere = clone.folder().join("elsewhere");
        fs::rename(place(&clone), &elsewhere).expect("it can be moved");
        symlink(&elsewhere, place(&clone)).expect("a link can be made");
        run(&clone, &["reset", KATA])
            .code(2)
            .stderr(contains("not a folder but a link"));
        assert_eq!(read(elsewhere.join("src/lib.rs")), "mine");
    }

    #[test]
    fn what_cannot_be_kept_is_named_and_nothing_is_changed() {
        let clone = begun();
        let pipe = place(&clone).join("src/pipe.rs");
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo is there").success());
        run(&clone, &["reset", KATA]).code(2).stderr(
            contains("src/pipe.rs is neither a file nor a folder")
                .and(contains("nothing was changed")),
        );
        assert_eq!(read(place(&clone).join("src/lib.rs")), "mine");
        assert!(pipe.exists() && kept(&clone).is_empty());
        fs::remove_file(pipe).expect("it can go");

        fs::remove_dir_all(clone.folder().join("kept")).expect("it is empty");
        fs::write(clone.folder().join("kept"), "a file").expect("a file can be written");
        run(&clone, &["reset", KATA])
            .code(70)
            .stderr(contains("nothing was changed"));
        assert_eq!(read(place(&clone).join("src/lib.rs")), "mine");
    }

    #[test]
    fn what_may_not_be_read_or_changed_is_named_and_nothing_is_changed() {
        if is_root() {
            return;
        }
        for (path, bad, words) in [
            ("src/lib.rs", 0o000, "is not readable"),
            ("src/part", 0o000, "is not readable"),
            ("src/part", 0o555, "cannot be changed"),
            ("src", 0o555, "cannot be changed"),
        ] {
            let clone = begun().with(&format!("{PLACE}/src/part/x.rs"), "x");
            let path = place(&clone).join(path);
            let before = mode(&path);
            set_mode(&path, bad);
            run(&clone, &["reset", KATA])
                .code(2)
                .stderr(contains(words).or(contains("cannot be changed")));
            set_mode(&path, before);
            assert_eq!(read(place(&clone).join("src/lib.rs")), "mine");
            assert_eq!(read(place(&clone).join("src/part/x.rs")), "x");
            assert!(kept(&clone).is_empty());
        }
    }

    /// Whether a whole copy of `all` is in this folder.
    fn is_whole(folder: &Path, all: &Path) -> bool {
        entries(all).iter().all(|file| {
            let copy = folder.join(file.file_name().expect("a name"));
            if file.is_dir() {
                is_whole(&copy, file)
            } else {
                fs::read(copy).is_ok_and(|text| Some(text) == fs::read(file).ok())
            }
        })
    }

    #[test]
    fn a_reset_that_is_killed_loses_nothing() {
        let mut clone = begun();
        for n in 0..60 {
            clone = clone.with(&format!("{PLACE}/src/part_{n}.rs"), format!("// {n}"));
        }
        let mine = clone.folder().join("mine");
        copy(&place(&clone), &mine);
        let mut stages = [0; 3];
        for delay in 0..30u64 {
            let mut reset = Command::new(env!("CARGO_BIN_EXE_grader"))
                .args(["reset", KATA])
                .current_dir(clone.folder())
                .env("KATA_STATE_DIR", state())
                .stdout(Stdio::null())
                .spawn()
                .expect("the grader can be started");
            // In turns from when it copies, when it has copied, and when it changes files.
            let part = place(&clone).join("src/part_59.rs");
            let reached = || match delay % 3 {
                0 => !kept(&clone).is_empty(),
                1 => kept(&clone).iter().any(|path| path.extension().is_none()),
                _ => !part.exists(),
            };
            while !reached() && reset.try_wait().expect("it can be asked").is_none() {}
            thread::sleep(Duration::from_micros(delay * 50));
            reset.kill().expect("it can be killed");
            reset.wait().expect("it ends");
            let in_place = is_whole(&place(&clone), &mine);
            let whole = kept(&clone);
            let whole = whole.iter().filter(|path| path.extension().is_none());
            let in_kept = whole.clone().any(|folder| is_whole(folder, &mine));
            assert!(in_place || in_kept, "killed after {delay}");
            assert!(whole.into_iter().all(|folder| is_whole(folder, &mine)));
            stages[usize::from(in_kept) + usize::from(!in_place)] += 1;
            // And from the beginning.
            fs::remove_dir_all(place(&clone)).expect("it can go");
            copy(&mine, &place(&clone));
            let _ = fs::remove_dir_all(clone.folder().join("kept"));
        }
        eprintln!("killed before it was kept, before it was changed, after that: {stages:?}");
        // What a killed reset has left does not disturb the next one.
        run(&clone, &["reset", KATA]).code(0);
        expect_as_given(&clone);
        assert_eq!(kept(&clone).len(), 1);
    }
}
