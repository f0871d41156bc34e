//! What is read of a submission, and what is said of the rest.

use crate::{
    repository::{copy, solution, stub},
    support::{HONEST_FIRST_TASK, KATA, PLACE, Submission, arg, grader, unique},
};

#[test]
fn a_right_answer_passes_with_all_points() {
    let graded = Submission::answering(&solution()).grade();
    assert_eq!((graded.status(), graded.code), ("passed", Some(0)));
    assert_eq!(graded.json["score"], graded.json["max_score"]);
    assert_ne!(graded.json["score"], 0);
}

#[test]
fn an_untouched_stub_is_not_started_and_is_not_compiled() {
    let graded = Submission::untouched().grade();
    assert_eq!((graded.status(), graded.code), ("not_started", Some(1)));
    assert_eq!(graded.kata()["duration_ms"], 0);
}

#[test]
fn other_line_endings_do_not_make_a_stub_a_started_kata() {
    let stub = std::fs::read_to_string(stub().join("src/lib.rs"));
    let stub = stub.expect("the stub is there").replace('\n', "\r\n");
    assert_eq!(Submission::answering(&stub).grade().status(), "not_started");
}

#[test]
fn a_file_that_is_not_there_is_missing_by_name() {
    let graded = Submission::empty().grade();
    assert_eq!((graded.status(), graded.code), ("missing", Some(1)));
    assert!(
        graded.message().contains("exercises/03_tasks_and_waiting"),
        "{}",
        graded.message()
    );
}

#[test]
fn an_empty_file_does_not_have_the_functions_that_are_asked_for() {
    let graded = Submission::answering("").grade();
    assert_eq!(graded.status(), "signature_changed");
    assert!(
        graded.message().contains("`first` must be"),
        "{}",
        graded.message()
    );
}

#[test]
fn a_syntax_error_is_shown_at_its_place_in_the_students_file() {
    let graded =
        Submission::answering(&solution().replacen("pub async fn first", "pub async fun first", 1))
            .grade();
    assert_eq!(
        (graded.status(), graded.code),
        ("does_not_compile", Some(1))
    );
    let diagnostic = &graded.kata()["diagnostics"][0];
    assert_eq!(diagnostic["file"], format!("{PLACE}/src/lib.rs"));
    assert!(diagnostic["line"].as_u64() > Some(1) && diagnostic["column"].as_u64() >= Some(1));
    assert!(!graded.message().contains('\u{1b}'), "JSON has no colours");
}

#[test]
fn a_changed_signature_is_named_with_what_was_promised() {
    let answer = solution()
        .replace("Option<(usize, T)>", "Option<(u32, T)>")
        .replace("Some((index, value))", "Some((index as u32, value))");
    let graded = Submission::answering(&answer).grade();
    assert_eq!(graded.status(), "signature_changed");
    assert!(
        graded.message().contains("`first` must be") && graded.message().contains("usize"),
        "{}",
        graded.message()
    );
    assert!(
        !graded.message().contains("`first_task` must be"),
        "{}",
        graded.message()
    );
}

#[test]
fn a_large_file_and_one_that_is_not_text_are_refused_by_name() {
    let large = format!("{}\n{}", solution(), "// padding\n".repeat(30_000));
    let graded = Submission::answering(&large).grade();
    assert_eq!((graded.status(), graded.code), ("refused", Some(1)));
    assert!(
        graded
            .message()
            .contains("src/lib.rs is larger than 256 KiB"),
        "{}",
        graded.message()
    );

    let graded = Submission::answering(&solution())
        .with(&format!("{PLACE}/src/bytes.rs"), [0xff, 0xfe])
        .grade();
    assert_eq!(graded.status(), "refused");
    assert!(
        graded.message().contains("src/bytes.rs is not UTF-8"),
        "{}",
        graded.message()
    );
}

#[test]
fn too_many_files_are_refused() {
    let mut submission = Submission::answering(&solution());
    for n in 0..70 {
        submission = submission.with(&format!("{PLACE}/src/extra_{n}.rs"), "");
    }
    let graded = submission.grade();
    assert_eq!(graded.status(), "refused");
    assert!(
        graded.message().contains("more than 64 files"),
        "{}",
        graded.message()
    );
}

#[test]
fn folders_that_are_nested_too_deeply_or_too_full_are_refused() {
    let deep = Submission::answering(&solution())
        .with(&format!("{PLACE}/src/{}/x.rs", "d/".repeat(40)), "")
        .grade();
    assert_eq!((deep.status(), deep.code), ("refused", Some(1)));
    assert!(deep.message().contains("nested too deeply"));
    let mut full = Submission::answering(&solution());
    for n in 0..5000 {
        full = full.with(&format!("{PLACE}/src/notes/{n}.txt"), "");
    }
    let full = full.grade();
    assert_eq!((full.status(), full.code), ("refused", Some(1)));
    assert!(full.message().contains("more than 4096 entries"));
}

#[test]
fn everything_outside_the_source_folder_is_ignored() {
    let graded = Submission::answering(&solution())
        .with(&format!("{PLACE}/Cargo.toml"), "this is no manifest")
        .with(
            &format!("{PLACE}/build.rs"),
            "fn main() { panic!(\"a build script ran\") }",
        )
        .with(
            &format!("{PLACE}/.cargo/config.toml"),
            "[build]\nrustc = \"/bin/false\"",
        )
        .with(
            "rust-toolchain.toml",
            "[toolchain]\nchannel = \"nightly-1999-01-01\"",
        )
        .with(
            ".cargo/config.toml",
            "[build]\nrustc-wrapper = \"/bin/false\"",
        )
        .with("Cargo.toml", "[workspace]")
        .with("Cargo.lock", "nonsense")
        .with(&format!("{PLACE}/src/notes.txt"), [0xff])
        .with(&format!("{PLACE}/src/.hidden.rs"), [0xff])
        .grade();
    assert_eq!(graded.status(), "passed", "{}", graded.message());
}

#[test]
fn modules_in_files_of_their_own_are_part_of_the_answer() {
    let graded = Submission::answering("mod first;\nmod tasks { pub mod inner; }\npub use first::first;\npub use tasks::inner::first_task;\n")
        .with(&format!("{PLACE}/src/first.rs"), solution())
        .with(&format!("{PLACE}/src/tasks/inner.rs"), HONEST_FIRST_TASK)
        .grade();
    assert_eq!(graded.status(), "passed", "{}", graded.message());
}

#[test]
fn a_panic_of_the_student_is_told_with_its_line_and_ours_are_not_theirs() {
    let with_a_panic = solution().replace(
        "if futs.is_empty() {\n        return None;",
        "if futs.is_empty() {\n        panic!(\"an empty list\");",
    );
    let graded = Submission::answering(&with_a_panic).grade();
    let panic = format!("{PLACE}/src/lib.rs");
    let line = with_a_panic
        .lines()
        .position(|line| line.contains("panic!("));
    let line = line.expect("the line is there") + 1;
    let check = graded.check("an_empty_list_gives_none");
    let told = check["message"].as_str().expect("a message is text");
    assert!(
        told.starts_with(&format!(
            "`first` of nothing panicked in line {line} of {panic}:\nan empty list\n"
        )),
        "{told}"
    );
    let printed = check["output"].as_str().expect("an output is text");
    assert_eq!(
        printed,
        format!("thread 'main' panicked at {panic}:{line}:\nan empty list\n")
    );
}

#[cfg(unix)]
#[test]
fn links_are_refused_by_name_wherever_they_are() {
    use std::os::unix::fs::symlink;
    let elsewhere = Submission::answering(&solution());
    let target = elsewhere.folder().join(PLACE);

    let of_a_file = Submission::answering(&solution());
    symlink(
        target.join("src/lib.rs"),
        of_a_file.folder().join(PLACE).join("src/other.rs"),
    )
    .expect("a link can be made");
    let graded = of_a_file.grade();
    assert_eq!((graded.status(), graded.code), ("refused", Some(1)));
    assert!(
        graded.message().contains("src/other.rs is a link"),
        "{}",
        graded.message()
    );

    let of_the_kata = Submission::empty().with("exercises/03_tasks_and_waiting/x", "");
    symlink(&target, of_the_kata.folder().join(PLACE)).expect("a link can be made");
    let graded = of_the_kata.grade();
    assert_eq!(graded.status(), "refused");
    assert!(
        graded.message().contains("02_wait_for_first is a link"),
        "{}",
        graded.message()
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_instead_of_a_file_is_refused_and_not_waited_for() {
    let submission = Submission::answering(&solution());
    let pipe = submission.folder().join(PLACE).join("src/pipe.rs");
    let made = std::process::Command::new("mkfifo")
        .arg(pipe)
        .status()
        .expect("mkfifo is there");
    assert!(made.success());
    let graded = submission.grade();
    assert_eq!(graded.status(), "refused");
    assert!(
        graded
            .message()
            .contains("src/pipe.rs is neither a file nor a folder"),
        "{}",
        graded.message()
    );
}

#[cfg(unix)]
#[test]
fn a_name_with_control_characters_is_refused_and_not_repeated() {
    for name in [
        "a\n::error::forged.rs",
        "a\u{1b}[2J.rs",
        "a\r##[error]forged.rs",
    ] {
        let graded = Submission::answering(&solution())
            .with(&format!("{PLACE}/src/{name}"), "")
            .grade();
        assert_eq!(graded.status(), "refused");
        let said = graded.message();
        assert!(!said.contains(char::is_control), "{said}");
    }
}

#[test]
fn a_folder_that_is_no_submission_is_wrong_usage() {
    let folder = tempfile::TempDir::new().expect("a folder can be made");
    let path = arg(folder.path());
    for (given, said) in [
        (path.to_string(), "has no folder `exercises`"),
        (format!("{path}/nowhere"), "cannot be read"),
    ] {
        let run = grader(&["grade", KATA, "--submission", &given])
            .assert()
            .code(2);
        let error = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(
            error.contains(said) && error.contains("a copy or fork of this repository"),
            "{error}"
        );
    }
}

#[test]
fn what_a_mac_puts_into_an_archive_costs_nothing() {
    let graded = Submission::answering(&solution())
        .with(&format!("{PLACE}/src/._lib.rs"), [0xff, 0xfe])
        .with(&format!("{PLACE}/src/__MACOSX/._lib.rs"), [0xff])
        .with(&format!("{PLACE}/src/__MACOSX/lib.rs"), [0xff])
        .with(&format!("{PLACE}/src/.DS_Store"), [0xff])
        .with(&format!("{PLACE}/src/._Icon\r"), "")
        .with("__MACOSX/exercises/._x", "")
        .grade();
    assert_eq!(graded.status(), "passed", "{}", graded.message());
}

/// What is said of this folder as a submission.
fn refusal(folder: &std::path::Path) -> String {
    let run = grader(&["grade", KATA, "--submission", arg(folder)])
        .assert()
        .code(2);
    String::from_utf8_lossy(&run.get_output().stderr).replace('\n', " ")
}

#[test]
fn a_submission_that_is_named_one_folder_off_is_told_which_one_was_meant() {
    let submission = Submission::answering(&solution());
    let top = submission.folder().canonicalize().expect("it is there");
    let meant = format!("Did you mean --submission {}?", top.display());
    for part in [
        "exercises",
        "exercises/03_tasks_and_waiting",
        PLACE,
        &format!("{PLACE}/src"),
    ] {
        let said = refusal(&top.join(part));
        assert!(said.contains(&meant), "{said}");
    }
    let archive = Submission::empty()
        .with(&format!("kata-main/{PLACE}/src/lib.rs"), solution())
        .with("__MACOSX/kata-main/exercises/._x", "");
    std::fs::remove_dir(archive.folder().join("exercises")).expect("it is empty");
    let said = refusal(archive.folder());
    let meant = archive.folder().join("kata-main");
    assert!(
        said.contains(&format!("--submission {}?", meant.display())),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn no_name_that_somebody_else_gave_is_a_command_when_it_is_suggested() {
    for name in ["a\n::error::forged", "##[error]forged", "a\u{1b}[2J"] {
        let archive = Submission::empty().with(&format!("{name}/{PLACE}/src/lib.rs"), "");
        std::fs::remove_dir(archive.folder().join("exercises")).expect("it is empty");
        let said = refusal(archive.folder());
        assert!(
            !said.contains("forged") && !said.contains('\u{1b}'),
            "{said}"
        );
        let stray = Submission::untouched().with(
            &format!("exercises/03_tasks_and_waiting/{name}/Cargo.toml"),
            format!("[package]\nname = \"{KATA}\"\n"),
        );
        let run = grader(&["grade", KATA, "--submission", stray.arg()]).assert();
        let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
        assert!(
            said.contains("not started") && !said.contains("copy"),
            "{said}"
        );
    }
}

#[test]
fn a_part_of_a_submission_alone_is_told_where_it_belongs() {
    for (place, words) in [
        (
            "03_tasks_and_waiting/02_wait_for_first",
            "the inside of `exercises`",
        ),
        ("02_wait_for_first", "a chapter of `exercises`"),
        (".", "a single kata"),
    ] {
        let folder = tempfile::TempDir::new().expect("a folder can be made");
        copy(&stub(), &folder.path().join(place));
        let said = refusal(folder.path());
        assert!(said.contains(&format!("looks like {words}")), "{said}");
    }
}

#[test]
fn a_kata_under_another_name_is_found_and_a_copy_is_told_to_count_for_nothing() {
    let stub = stub();
    let renamed = Submission::empty();
    let other = "exercises/03_tasks_and_waiting/02_done";
    copy(&stub, &renamed.folder().join(other));
    let graded = renamed.grade();
    assert_eq!(graded.status(), "missing");
    let said = graded.message();
    assert!(
        said.contains(other)
            && said.contains("rename it back")
            && !said.contains("reset")
            && said.contains(PLACE),
        "{said}"
    );

    let copied = Submission::untouched();
    let beside = format!("{PLACE} copy");
    copy(&stub, &copied.folder().join(&beside));
    for words in [&["grade", KATA][..], &[]] {
        let run = grader(words).args(["--submission", copied.arg()]).assert();
        let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
        assert!(
            said.contains(&format!("{beside} is a copy and not graded")),
            "{said}"
        );
    }
}

#[test]
fn the_same_files_are_answered_from_the_cache() {
    let submission = Submission::answering(&format!("{}\n// {}", solution(), unique("first")));
    let first = submission.grade_with_cache();
    let second = submission.grade_with_cache();
    assert_eq!(
        (&first.kata()["cached"], &second.kata()["cached"]),
        (&false.into(), &true.into())
    );
    assert_eq!(first.kata()["checks"], second.kata()["checks"]);
}
