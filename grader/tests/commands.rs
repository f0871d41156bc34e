//! The commands as they are typed, with their exit codes and what they print.

mod support;

use predicates::{prelude::*, str::contains};
use support::{KATA, PLACE, Submission, grader, root, solution};

fn text(path: &std::path::Path) -> &str {
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
        "use wait_for_first as k;\n/// Nothing gives nothing.\n/// Points: 3\nasync fn nothing() { kata_kit::same(\"x\", k::first::<u8>(vec![]).await, None, \"why\"); }\n",
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

#[test]
fn reset_brings_the_stub_back_and_keeps_what_was_there() {
    // A clone of its own, because `reset` works on the clone it is called in.
    let clone = Submission::whole_and_untouched().with(&format!("{PLACE}/src/lib.rs"), "mine");
    let clone = clone.with(&format!("{PLACE}/src/notes.txt"), "not even Rust");
    for folder in ["grader/katas", "grader/kit", "solutions"] {
        copy(&root().join(folder), &clone.folder().join(folder));
    }
    std::fs::copy(root().join("Cargo.lock"), clone.folder().join("Cargo.lock"))
        .expect("a file can be copied");
    let here = |words: &[&str]| {
        let mut command = grader(words);
        command.current_dir(clone.folder());
        command
    };
    let lib = clone.folder().join(PLACE).join("src/lib.rs");
    here(&["reset", KATA])
        .assert()
        .code(0)
        .stdout(contains("kept"));
    assert!(
        std::fs::read_to_string(&lib)
            .expect("the stub is back")
            .contains("todo!()")
    );
    let kept = std::fs::read_dir(clone.folder().join("kept").join(KATA)).expect("there is a copy");
    let kept: Vec<_> = kept.map(|copy| copy.expect("a copy").path()).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(
        std::fs::read_to_string(kept[0].join("src/lib.rs")).expect("a file"),
        "mine"
    );
    assert_eq!(
        std::fs::read_to_string(kept[0].join("src/notes.txt")).expect("a file"),
        "not even Rust"
    );

    here(&["reset", KATA])
        .assert()
        .code(0)
        .stdout(contains("nothing to reset"));
    std::fs::remove_dir_all(clone.folder().join(PLACE)).expect("a folder can be removed");
    here(&["reset", KATA]).assert().code(0);
    assert!(lib.is_file());
    here(&["reset", KATA, "--submission", "."]).assert().code(2);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        let target = to.join(path.file_name().expect("it has a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(std::fs::copy(&path, &target).expect("a file can be copied")),
        }
    }
}
