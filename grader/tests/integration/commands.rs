//! The commands as they are typed, with their exit codes and what they print.

use crate::{
    repository::{all_passed, copy, katas, line_of_the_solution, solution, workspace},
    support::{KATA, PLACE, Submission, arg, catalog, grader, root},
};
use grader::{catalog::Catalog, verify::incomplete};
use predicates::{prelude::*, str::contains};
use serde_json::Value;

#[test]
fn the_bare_run_on_untouched_stubs_welcomes_and_compiles_nothing() {
    let submission = Submission::whole_and_untouched();
    grader(&["--submission", submission.arg()])
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
    grader(&["--submission", started.arg()])
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
    let (checks, points) = all_passed();
    grader(&["grade", KATA, "--submission", right.arg()])
        .assert()
        .code(0)
        .stdout(
            contains(format!("✓ wait_for_first   {checks}"))
                .and(contains(format!("1 of 1 kata passed, {points}"))),
        );
    let wrong = Submission::untouched();
    grader(&["grade", KATA, "--submission", wrong.arg()])
        .assert()
        .code(1)
        .stdout(contains("not started"));
}

#[test]
fn a_failure_shows_promise_observation_misconception_and_picture() {
    let first_in_the_list = "use futures::future::BoxFuture;
        pub async fn first<'a, T>(mut futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
            if futs.is_empty() { None } else { Some((0, futs.remove(0).await)) }
        }";
    let submission = Submission::answering(first_in_the_list);
    grader(&["grade", KATA, "--submission", submission.arg()])
        .args(["--catalog", &catalog("katas")])
        .assert()
        .code(1)
        .stdout(
            contains("✗ The earliest wins.")
                .and(contains("the winner: observed"))
                .and(contains("The slow one won."))
                .and(contains("slow |=="))
                .and(contains("^ 90 ms your function returned")),
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
    grader(&["grade", KATA, "--submission", submission.arg()])
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
         }",
    );
    let run = grader(&["grade", KATA, "--submission", submission.arg()])
        .args(["--catalog", &catalog("katas")])
        .assert()
        .code(1);
    let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert_eq!(said.matches("todo!()").count(), 1, "{said}");
    assert_eq!(said.matches("·").count(), 2, "{said}");
    assert!(!said.contains("not yet implemented"), "{said}");
}

#[test]
fn nothing_that_is_piped_has_colours_or_progress() {
    let submission = Submission::answering("nonsense");
    let run = grader(&["grade", KATA, "--submission", submission.arg()])
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
    let of = [
        "--submission",
        submission.arg(),
        "--catalog",
        &catalog("katas"),
    ];
    grader(&["grade", KATA]).args(of).assert().code(0);
    grader(&["list"]).args(of).assert().code(0).stdout(
        contains("3  Tasks and waiting")
            .and(contains("✓ wait_for_first"))
            .and(contains("4/4")),
    );
}

#[test]
fn next_names_the_kata_its_readme_and_the_command() {
    let submission = Submission::untouched();
    grader(&["next", "--submission", submission.arg()])
        .assert()
        .code(0)
        .stdout(contains("Next:").and(contains("cargo kata grade")));
}

#[test]
fn next_is_what_was_begun() {
    let begun = Submission::whole_and_untouched().with(&format!("{PLACE}/src/lib.rs"), "nonsense");
    grader(&["next", "--submission", begun.arg()])
        .assert()
        .code(0)
        .stdout(contains("Next: wait_for_first").and(contains("README.md")));
}

#[test]
fn diff_shows_their_lines_and_ours() {
    let submission = Submission::untouched();
    grader(&["diff", KATA, "--submission", submission.arg()])
        .assert()
        .code(0)
        .stdout(
            contains("-    todo!()")
                .and(contains(format!("+{}", line_of_the_solution())))
                .and(contains(PLACE)),
        );
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
    let graded = submission.grade_with(&["--catalog", arg(catalog.path())]);
    assert_eq!(
        (graded.status(), &graded.json["max_score"]),
        ("passed", &3.into())
    );
    assert_eq!(graded.check("nothing")["promise"], "Nothing gives nothing.");

    put(
        "kata.toml",
        "title = \"Private\"\npoints = 4\nclock = \"paused\"\nhints = [\"a\", \"b\", \"c\"]\n",
    );
    grader(&["list", "--catalog", arg(catalog.path())])
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
        .stdout(contains(line_of_the_solution()).and(contains("solutions/03_tasks_and_waiting")));
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
fn verify_finds_the_incomplete_katas_of_the_catalog_it_is_given() {
    let workspace = workspace();
    let copied = tempfile::TempDir::new().expect("a folder can be made");
    copy(&workspace.katas().join(KATA), &copied.path().join(KATA));
    let problems = || {
        let catalog = Catalog::load(&workspace, copied.path()).expect("it is a catalog");
        incomplete::problems(&workspace, &catalog).expect("folders can be listed")
    };
    assert_eq!(problems(), [""; 0]);
    copy(
        &workspace.katas().join(KATA),
        &copied.path().join("nowhere"),
    );
    let [problem] = problems().try_into().expect("there is one");
    assert!(
        problem.ends_with("nowhere belongs to no exercise"),
        "{problem}"
    );
}

#[test]
fn the_catalog_names_every_kata_with_its_folders_and_points() {
    let run = grader(&["catalog", "--format", "json"]).assert().code(0);
    let catalog: Value =
        serde_json::from_slice(&run.get_output().stdout).expect("the catalog is JSON");
    assert_eq!(catalog["schema"], "async-katas/catalog/v1");
    let listed = catalog["katas"].as_array().expect("there are katas");
    let loaded = katas();
    assert!(!listed.is_empty());
    assert_eq!(listed.len(), loaded.all().count());
    for (kata, loaded) in listed.iter().zip(loaded.all()) {
        assert_eq!(kata["name"], *loaded.name);
        let checks = kata["checks"].as_array().expect("there are checks");
        let points = checks.iter().map(|check| check["points"].as_u64());
        assert_eq!(points.sum::<Option<u64>>(), kata["points"].as_u64());
        for folder in ["exercise", "solution", "catalog"] {
            let folder = kata[folder].as_str().expect("a folder is named");
            assert!(!folder.contains('\\') && root().join(folder).is_dir());
        }
        let stub = loaded.folder.join("stub");
        for file in kata["stub"].as_array().expect("there are files") {
            assert!(stub.join(file.as_str().expect("a file is named")).is_file());
        }
    }
    grader(&["catalog"])
        .assert()
        .code(0)
        .stdout(contains(PLACE));
    grader(&["--help"])
        .assert()
        .stdout(contains("  catalog").not());
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
