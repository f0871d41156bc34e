//! The commands as they are typed, with their exit codes and what they print.

mod support;

use assert_cmd::assert::Assert;
use grader::{catalog::Catalog, verify, workspace::Workspace};
use predicates::{prelude::*, str::contains};
use std::path::Path;
use support::{KATA, PLACE, Submission, copy, grader, root, solution};

fn text(path: &Path) -> &str {
    path.to_str().expect("a temporary folder has a plain name")
}

#[test]
fn the_bare_run_on_untouched_stubs_welcomes_and_compiles_nothing() {
    let submission = Submission::whole_and_untouched();
    grader(&["--submission", text(submission.folder())])
        .assert()
        .code(0)
        .stdout(
            contains("Async Rust Katas")
                .and(contains("Tasks and waiting"))
                .and(contains("Nothing is started yet"))
                .and(contains("Next:")),
        )
        .stderr("");
}

#[test]
fn the_bare_run_grades_what_was_started_and_nothing_else() {
    let started =
        Submission::whole_and_untouched().with(&format!("{PLACE}/src/lib.rs"), solution());
    grader(&["--submission", text(started.folder())])
        .assert()
        .code(0)
        .stdout(
            contains("✓ wait_for_first")
                .and(contains("1 of 1 kata passed"))
                .and(contains("Next:")),
        );
}

#[test]
fn grade_exits_with_0_when_all_that_was_asked_for_passes_and_1_otherwise() {
    let right = Submission::answering(&solution());
    grader(&["grade", KATA, "--submission", text(right.folder())])
        .assert()
        .code(0)
        .stdout(
            contains("✓ wait_for_first   7 of 7 checks")
                .and(contains("1 of 1 kata passed, 9 of 9 points")),
        );
    let wrong = Submission::untouched();
    grader(&["grade", KATA, "--submission", text(wrong.folder())])
        .assert()
        .code(1)
        .stdout(contains("not started"));
}

#[test]
fn a_failure_shows_promise_observation_misconception_and_picture() {
    let detaching = solution().replace("task.abort();", "let _ = task;");
    let submission = Submission::answering(&detaching);
    grader(&["grade", KATA, "--submission", text(submission.folder())])
        .assert()
        .code(1)
        .stdout(
            contains("✗ The tasks that lost make no progress")
                .and(contains("`slow` went on after you returned"))
                .and(contains("Dropping a JoinHandle detaches its task"))
                .and(contains("fast |=#"))
                .and(contains("after you returned")),
        );
}

#[test]
fn the_readme_shows_a_real_verdict() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let shown = readme
        .split("```text\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let mistake = root().join("grader/katas/wait_for_first/mistakes/drops_the_handles.rs");
    let submission =
        Submission::answering(&std::fs::read_to_string(mistake).expect("the mistake is there"));
    grader(&["grade", KATA, "--submission", text(submission.folder())])
        .assert()
        .code(1)
        .stdout(predicates::str::starts_with(
            shown.expect("the README shows a verdict"),
        ));
}

#[test]
fn what_a_failing_check_tears_down_is_not_called_cancelled() {
    let answers_at_once =
        "pub async fn first<'a, T>(futs: Vec<futures::future::BoxFuture<'a, T>>) \
         -> Option<(usize, T)> { let _ = futs; None }
         pub async fn first_task<T: Send + 'static>(tasks: Vec<tokio::task::JoinHandle<T>>) \
         -> Option<(usize, Result<T, tokio::task::JoinError>)> {
             tokio::task::yield_now().await;
             let _ = tasks;
             None
         }";
    let graded = Submission::answering(answers_at_once).grade();
    let check = graded.check("a_panicking_winner_is_reported");
    let picture = check["timeline"].as_str().expect("there is a picture");
    assert!(
        picture.contains("not ended") && !picture.contains("cancelled"),
        "{picture}"
    );
}

#[test]
fn messages_that_checks_share_are_told_once() {
    let submission = Submission::answering(
        "pub async fn first<'a, T>(_: Vec<futures::future::BoxFuture<'a, T>>) -> Option<(usize, T)> {
             todo!()
         }
         pub async fn first_task<T: Send + 'static>(_: Vec<tokio::task::JoinHandle<T>>) \
         -> Option<(usize, Result<T, tokio::task::JoinError>)> {
             todo!()
         }",
    );
    let run = grader(&["grade", KATA, "--submission", text(submission.folder())])
        .assert()
        .code(1);
    let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert_eq!(said.matches("todo!()").count(), 2, "{said}");
    assert_eq!(said.matches("·").count(), 7, "{said}");
    assert!(!said.contains("not yet implemented"), "{said}");
}

#[test]
fn nothing_that_is_piped_has_colours_or_progress() {
    let submission = Submission::answering("nonsense");
    let run = grader(&["grade", KATA, "--submission", text(submission.folder())])
        .assert()
        .code(1);
    let output = run.get_output();
    assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b));
}

#[test]
fn a_wrong_name_is_wrong_usage_and_gets_a_suggestion() {
    grader(&["grade", "wait_for_frist"])
        .assert()
        .code(2)
        .stderr(contains("no kata called `wait_for_frist`").and(contains("`wait_for_first`")));
    grader(&["grade", "--format", "xml"]).assert().code(2);
    grader(&["frobnicate"]).assert().code(2);
    grader(&[KATA])
        .assert()
        .code(2)
        .stderr(contains("cargo kata grade wait_for_first"));
    grader(&["wait_for_frist"])
        .assert()
        .code(2)
        .stderr(contains("looks like the kata `wait_for_first`"));
    grader(&["grade", KATA, "--out", "."])
        .assert()
        .code(2)
        .stderr(contains("`--out .` is a folder"));
    grader(&["grade", "--jobs", "0"]).assert().code(2);
    grader(&["list", "--catalog", "/nowhere"])
        .assert()
        .code(2)
        .stderr(contains("not a folder of katas"));
    grader(&["verify", "--submission", "."]).assert().code(2);
}

#[test]
fn list_shows_chapters_points_and_progress_without_grading() {
    let submission = Submission::answering(&solution());
    let folder = text(submission.folder());
    grader(&["grade", KATA, "--submission", folder])
        .assert()
        .code(0);
    grader(&["list", "--submission", folder])
        .assert()
        .code(0)
        .stdout(
            contains("3  Tasks and waiting")
                .and(contains("✓ wait_for_first"))
                .and(contains("9/9")),
        );
}

#[test]
fn next_names_the_kata_its_readme_and_the_command() {
    let submission = Submission::untouched();
    grader(&["next", "--submission", text(submission.folder())])
        .assert()
        .code(0)
        .stdout(contains("Next:").and(contains("cargo kata grade")));
}

#[test]
fn next_is_what_was_begun() {
    let begun = Submission::whole_and_untouched().with(&format!("{PLACE}/src/lib.rs"), "nonsense");
    grader(&["next", "--submission", text(begun.folder())])
        .assert()
        .code(0)
        .stdout(contains("Next: wait_for_first").and(contains("README.md")));
}

#[test]
fn diff_shows_their_lines_and_ours() {
    let submission = Submission::untouched();
    grader(&["diff", KATA, "--submission", text(submission.folder())])
        .assert()
        .code(0)
        .stdout(
            contains("-    todo!()")
                .and(contains("+struct AbortOnDrop"))
                .and(contains(PLACE)),
        );
}

#[test]
fn out_writes_the_result_to_a_file_and_tells_people_on_the_terminal() {
    let submission = Submission::answering(&solution());
    let file = submission.folder().join("results/result.json");
    grader(&[
        "grade",
        KATA,
        "--format",
        "json",
        "--submission",
        text(submission.folder()),
        "--out",
        text(&file),
    ])
    .assert()
    .code(0)
    .stdout(contains("1 of 1 kata passed"));
    let written: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&file).expect("the file is there"))
            .expect("it is JSON");
    assert_eq!(written["schema"], "async-katas/result/v1");
}

#[test]
fn a_catalog_of_ones_own_brings_its_own_checks() {
    let catalog = tempfile::TempDir::new().expect("a folder can be made");
    let kata = catalog.path().join(KATA);
    let put = |path: &str, text: &str| {
        let file = kata.join(path);
        std::fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .expect("a folder can be made");
        std::fs::write(file, text).expect("a file can be written");
    };
    put(
        "kata.toml",
        "title = \"Private\"\npoints = 3\nclock = \"paused\"\nhints = [\"a\", \"b\", \"c\"]\n",
    );
    put(
        "checks.rs",
        "use wait_for_first as k;\n/// Nothing gives nothing.\n/// Points: 3\nasync fn nothing() { kata_kit::assert_same(\"x\", k::first::<u8>(vec![]).await, None, \"why\"); }\n",
    );
    put("stub/src/lib.rs", "");
    let submission = Submission::answering(&solution());
    let graded = submission.grade_with(&["--catalog", text(catalog.path())]);
    assert_eq!(
        (graded.status(), &graded.json["max_score"]),
        ("passed", &3.into())
    );
    assert_eq!(graded.check("nothing")["promise"], "Nothing gives nothing.");

    put(
        "kata.toml",
        "title = \"Private\"\npoints = 4\nclock = \"paused\"\nhints = [\"a\", \"b\", \"c\"]\n",
    );
    grader(&["list", "--catalog", text(catalog.path())])
        .assert()
        .code(70)
        .stderr(contains("add up to 3"));
}

#[test]
fn outside_a_clone_the_grader_still_finds_the_one_it_was_built_from() {
    let elsewhere = tempfile::TempDir::new().expect("a folder can be made");
    grader(&["list"])
        .current_dir(elsewhere.path())
        .assert()
        .code(0)
        .stdout(contains(KATA));
}

#[test]
fn hints_come_one_by_one_and_the_last_one_stays() {
    let state = tempfile::TempDir::new().expect("a folder can be made");
    for number in ["1 of 3", "2 of 3", "3 of 3", "3 of 3"] {
        grader(&["hint", KATA])
            .env("KATA_STATE_DIR", state.path())
            .assert()
            .code(0)
            .stdout(contains(number));
    }
    grader(&["hint", "nonsense"]).assert().code(2);
}

#[test]
fn the_solution_is_not_shown_unasked() {
    // Whatever the kata of this clone is, nothing is known of it there.
    let state = tempfile::TempDir::new().expect("a folder can be made");
    for command in ["solution", "diff"] {
        grader(&[command, KATA])
            .env("KATA_STATE_DIR", state.path())
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains("--spoil").and(contains("cargo kata hint wait_for_first")));
    }
    grader(&["solution", KATA, "--spoil"])
        .assert()
        .code(0)
        .stdout(contains("struct AbortOnDrop").and(contains("solutions/03_tasks_and_waiting")));
}

#[test]
fn completions_name_the_commands_and_the_katas() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        grader(&["completions", shell])
            .assert()
            .code(0)
            .stdout(contains("watch").and(contains("cargo kata")));
    }
    for shell in ["bash", "zsh", "fish"] {
        grader(&["completions", shell])
            .assert()
            .stdout(contains("wait_for_first"));
    }
}

/// The grader, called in this folder.
fn in_folder(folder: &Path, words: &[&str]) -> Assert {
    grader(words).current_dir(folder).assert()
}

#[test]
fn a_kata_goes_by_its_number_its_folder_and_any_path_in_it() {
    let clone = Submission::clone_of_its_own();
    let top = clone.folder();
    let absolute = text(&top.join(PLACE)).to_string();
    let wait_for_first = || contains("· wait_for_first").and(contains("of 1 kata"));
    for (folder, word) in [
        ("", "3.2"),
        ("", "02_wait_for_first"),
        ("", "02_wait_for_first/"),
        ("", PLACE),
        ("", "./exercises/03_tasks_and_waiting/02_wait_for_first/"),
        ("", &format!("{PLACE}/src/lib.rs")),
        ("", "solutions/03_tasks_and_waiting/02_wait_for_first"),
        ("grader", &absolute),
        ("grader", &format!("{absolute}/")),
        ("grader", PLACE),
        (
            "exercises/04_time_and_cancellation",
            "../03_tasks_and_waiting/02_wait_for_first",
        ),
        ("exercises/03_tasks_and_waiting", "02_wait_for_first/src"),
        (PLACE, "."),
        (PLACE, "src/lib.rs"),
        ("exercises/03_tasks_and_waiting/02_wait_for_first/src", ".."),
    ] {
        in_folder(&top.join(folder), &["grade", word])
            .code(1)
            .stdout(wait_for_first());
    }
    // The folder need not be there.
    std::fs::remove_dir_all(top.join(PLACE)).expect("it can go");
    in_folder(top, &["grade", PLACE])
        .code(1)
        .stdout(contains("! wait_for_first   missing"));
}

#[test]
fn a_chapter_means_its_katas_where_many_are_welcome() {
    let clone = Submission::clone_of_its_own();
    let top = clone.folder();
    for word in [
        "3",
        "03",
        "03_tasks_and_waiting",
        "exercises/03_tasks_and_waiting/",
    ] {
        in_folder(top, &["grade", word])
            .code(1)
            .stdout(contains("· wait_for_first").and(contains("of 6 katas")));
    }
    in_folder(&top.join("exercises/03_tasks_and_waiting"), &["grade", "."])
        .code(1)
        .stdout(contains("of 6 katas"));
    in_folder(top, &["grade", "exercises"]).stdout(contains("of 31 katas"));
    in_folder(top, &["reset", "3"]).code(2).stderr(contains(
        "`3` means 6 katas, and one is wanted here: wait_for_all, ",
    ));
}

#[test]
fn who_stands_in_a_katas_folder_means_that_kata() {
    let clone = Submission::clone_of_its_own();
    for folder in [PLACE.to_string(), format!("{PLACE}/src")] {
        let folder = clone.folder().join(folder);
        in_folder(&folder, &["grade"]).stdout(contains("wait_for_first   not started"));
        in_folder(&folder, &["hint", "--again"]).stdout(contains("wait_for_first"));
        in_folder(&folder, &["reset"]).stdout(contains("wait_for_first is as it was given"));
        in_folder(&folder, &["diff", "--spoil"]).stdout(contains("+struct AbortOnDrop"));
        in_folder(&folder, &["solution", "--spoil"]).stdout(contains("struct AbortOnDrop"));
        // What was started is not only here.
        in_folder(&folder, &[]).stdout(contains("Nothing is started yet"));
    }
    in_folder(clone.folder(), &["grade"]).stdout(contains("of 31 katas"));
    // An instructor who grades somebody else's answers does not mean the folder in their own copy.
    let other = Submission::whole_and_untouched();
    let words = ["grade", "--submission", text(other.folder())];
    in_folder(&clone.folder().join(PLACE), &words).stdout(contains("of 31 katas"));
    in_folder(clone.folder(), &["reset"])
        .code(2)
        .stderr(contains("which kata?"));
    in_folder(clone.folder(), &["diff"])
        .code(2)
        .stderr(contains("which kata?"));
}

#[test]
fn a_place_that_is_no_katas_is_named_as_such() {
    let clone = Submission::clone_of_its_own();
    for word in [
        "3.9",
        "exercises/03_tasks_and_waiting/02_wait",
        "../nowhere",
        "src/lib.rs",
    ] {
        in_folder(clone.folder(), &["grade", word])
            .code(2)
            .stderr(contains(word).and(contains("cargo kata list")));
    }
    in_folder(clone.folder(), &["3.2"])
        .code(2)
        .stderr(contains("cargo kata grade wait_for_first"));
}

#[test]
fn a_file_for_the_result_that_cannot_be_written_is_told_before_anything_is_graded() {
    let submission = Submission::answering("nonsense").with("read-only.json", "");
    let folder = submission.folder();
    let file = folder.join("read-only.json");
    let mut permissions = std::fs::metadata(&file).expect("it is there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&file, permissions).expect("it can be made read-only");
    for (out, words) in [
        (".".into(), "is a folder"),
        (text(&file).to_string(), "is read-only"),
        (format!("{}/x.json", text(&file)), "is not a folder"),
    ] {
        for before in [true, false] {
            let grade = ["grade", KATA, "--submission", text(folder)];
            let out = ["--out", &out];
            let line = match before {
                true => [&out[..], &grade].concat(),
                false => [&grade[..], &out].concat(),
            };
            grader(&line)
                .assert()
                .code(2)
                .stdout("")
                .stderr(contains(words).and(contains("nothing was graded")));
        }
    }
    if cfg!(target_os = "linux") {
        grader(&["grade", KATA, "--out", "/proc/nowhere/x.json"])
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains("cannot be written"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_fails_after_grading_costs_no_report() {
    let submission = Submission::answering(&solution());
    let words = ["grade", KATA, "--submission", text(submission.folder())];
    grader(&[&words[..], &["--out", "/dev/full"]].concat())
        .assert()
        .code(70)
        .stdout(contains("1 of 1 kata passed"))
        .stderr(contains("failed to write /dev/full"));
}

#[cfg(unix)]
#[test]
fn what_is_written_has_the_permissions_of_a_new_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let submission = Submission::untouched().with("plain", "");
    let mode = |name: &str| {
        let data = std::fs::metadata(submission.folder().join(name)).expect("it is there");
        data.permissions().mode() & 0o777
    };
    let out = submission.folder().join("result.json");
    let words = [
        "grade",
        KATA,
        "--submission",
        text(submission.folder()),
        "--out",
        text(&out),
    ];
    grader(&words).assert().code(1);
    assert_eq!(mode("result.json"), mode("plain"));
}

#[test]
fn how_to_report_counts_before_the_command_too_and_only_with_a_result() {
    let submission = Submission::untouched();
    let folder = text(submission.folder());
    for line in [
        ["--format", "json", "grade", KATA, "--submission", folder],
        ["grade", KATA, "--submission", folder, "--format", "json"],
    ] {
        let run = grader(&line).assert().code(1);
        let written: serde_json::Value =
            serde_json::from_slice(&run.get_output().stdout).expect("it is JSON");
        assert_eq!(written["katas"][0]["name"], KATA);
    }
    for verb in ["list", "next", "hint", "verify", "watch"] {
        grader(&["--format", "json", verb])
            .assert()
            .code(2)
            .stderr(contains("`--format` and `--out` are for results"));
    }
}

#[test]
fn verify_counts_the_orphans_of_the_catalog_it_is_given() {
    let workspace = Workspace::find().expect("this is a clone");
    let copied = tempfile::TempDir::new().expect("a folder can be made");
    copy(&workspace.katas().join(KATA), &copied.path().join(KATA));
    let orphans = || {
        let catalog = Catalog::load(&workspace, copied.path()).expect("it is a catalog");
        verify::orphans(&workspace, &catalog).expect("folders can be listed")
    };
    assert_eq!(orphans(), [""; 0]);
    copy(
        &workspace.katas().join(KATA),
        &copied.path().join("nowhere"),
    );
    let [orphan] = orphans().try_into().expect("there is one");
    assert!(
        orphan.ends_with("nowhere belongs to no exercise"),
        "{orphan}"
    );
}

#[test]
fn every_command_that_takes_a_kata_completes_it() {
    let run = grader(&["completions", "fish"]).assert().code(0);
    let script = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let line = script.lines().find(|line| line.contains(KATA));
    let line = line.expect("the katas are named");
    for verb in [
        "grade", "watch", "hint", "reset", "diff", "solution", "verify",
    ] {
        assert!(line.contains(&format!(" {verb}")), "{verb}: {line}");
    }
}

#[test]
fn a_hint_keeps_its_lines_and_its_code() {
    let catalog = tempfile::TempDir::new().expect("a folder can be made");
    let put = |path: &str, text: &str| {
        let file = catalog.path().join(KATA).join(path);
        std::fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .expect("a folder can be made");
        std::fs::write(file, text).expect("a file can be written");
    };
    put(
        "kata.toml",
        r#"title = "Private"
points = 1
clock = "paused"
hints = [
    """
Look at this:

    while one {
        two();
    }

and at nothing else.
""",
    "b",
    "c",
]
"#,
    );
    put(
        "checks.rs",
        "/// Nothing gives nothing.\nasync fn nothing() {}\n",
    );
    put("stub/src/lib.rs", "");
    let state = tempfile::TempDir::new().expect("a folder can be made");
    let hint = |words: &[&str]| {
        let mut command = grader(words);
        command.args(["--catalog", text(catalog.path())]);
        command.env("KATA_STATE_DIR", state.path()).assert().code(0)
    };
    let lines =
        "Look at this:\n\n    while one {\n        two();\n    }\n\nand at nothing else.\n\n";
    hint(&["hint", KATA]).stdout(contains(format!("hint 1 of 3\n{lines}Ask again")));
    hint(&["hint", KATA, "--again"]).stdout(contains(format!("hint 1 of 3\n{lines}")));
}

#[test]
fn hints_can_be_read_again_and_a_reset_starts_them_anew() {
    let clone = Submission::clone_of_its_own();
    let state = clone.folder().join("state");
    let here = |words: &[&str]| {
        let mut command = grader(words);
        command
            .current_dir(clone.folder())
            .env("KATA_STATE_DIR", &state);
        command.assert()
    };
    here(&["hint", "3.2", "--again"])
        .code(0)
        .stdout(contains("no hint for wait_for_first yet"));
    here(&["hint", "3.2"]).stdout(
        contains("hint 1 of 3").and(contains("?\n\nAsk again, and you get the next one.\n")),
    );
    here(&["hint", "3.2"]).stdout(contains("hint 2 of 3"));
    for _ in 0..2 {
        here(&["hint", "3.2", "--again"]).code(0).stdout(
            contains("hint 1 of 3")
                .and(contains("hint 2 of 3"))
                .and(contains("hint 3 of 3").not()),
        );
    }
    here(&["reset", "3.2"]).code(0);
    here(&["hint", "3.2"]).stdout(contains("hint 1 of 3"));

    let file = state.join("hints.json");
    std::fs::write(&file, "{\"wait_for_first\": 2,}").expect("it can be damaged");
    here(&["hint", "3.2"])
        .code(0)
        .stdout(contains("hint 1 of 3"))
        .stderr(contains("hints.json.damaged"));
    let damaged = std::fs::read_to_string(state.join("hints.json.damaged"));
    assert_eq!(damaged.expect("it is kept"), "{\"wait_for_first\": 2,}");
    here(&["hint", "3.2"])
        .stdout(contains("hint 2 of 3"))
        .stderr("");
}

/// What the grader prints on a terminal of 40 columns; `None` where no terminal can be made.
#[cfg(target_os = "linux")]
fn on_a_narrow_terminal(words: &[&str]) -> Option<String> {
    let line = format!(
        "stty cols 40 rows 50; exec '{}' {}",
        env!("CARGO_BIN_EXE_grader"),
        words.join(" ")
    );
    let output = std::process::Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(root())
        .env("KATA_STATE_DIR", support::state())
        .envs([
            ("NO_COLOR", "1"),
            ("TERM", "xterm"),
            ("SHELL", "/bin/sh"),
            ("CI", "1"),
        ])
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: `script` of util-linux is not here");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    Some(anstream::adapter::strip_str(&text).to_string())
}

/// Only what has no space to break it at may be longer.
#[cfg(target_os = "linux")]
fn expect_narrow(text: &str) {
    for line in text.lines() {
        let whole = !line.trim().contains(' ');
        assert!(line.chars().count() <= 40 || whole, "{line}\n\n{text}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn reports_and_lists_read_well_in_40_columns() {
    let mistake = |kata: &str, name: &str| {
        let file = root()
            .join("grader/katas")
            .join(kata)
            .join("mistakes")
            .join(name);
        std::fs::read(file).expect("the mistake is there")
    };
    let tests = (0..9).map(|n| format!("\n#[test]\nfn more_{n}() {{}}\n"));
    let tests = String::from_utf8_lossy(&mistake("write_the_tests", "alone_on_the_thread.rs"))
        .into_owned()
        + &tests.collect::<String>();
    let submission = Submission::untouched()
        .with(
            &format!("{PLACE}/src/lib.rs"),
            mistake(KATA, "drops_the_handles.rs"),
        )
        .with(
            "exercises/04_time_and_cancellation/05_write_the_tests/tests/poll_until.rs",
            tests,
        );
    let of = ["--submission", text(submission.folder())];
    let on_it = |words: &[&str]| on_a_narrow_terminal(&[words, &of].concat());
    let Some(said) = on_it(&["grade", KATA, "write_the_tests"]) else {
        return;
    };
    expect_narrow(&said);
    assert!(
        said.contains("      slow  0..300 ms  after you\n"),
        "{said}"
    );
    assert!(said.contains("      |=:==================#\n"), "{said}");
    assert!(
        said.contains("        ^ 20 ms your function returned\n"),
        "{said}"
    );
    assert!(said.contains("A mark for every test"), "{said}");
    for words in [&["list"][..], &["next"], &["hint", KATA], &[]] {
        expect_narrow(&on_it(words).expect("there is a terminal"));
    }
}
