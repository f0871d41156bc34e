//! `editor`: what rust-analyzer is told, pinned by golden files. `.ci/editor` tries it with a real rust-analyzer.

use crate::{
    golden,
    support::{Submission, catalog, grader},
};
use serde_json::Value;

const FIRST_WINS: &str = "use futures::future::{BoxFuture, select_all};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if futs.is_empty() { return None; }
    let (value, index, _) = select_all(futs).await;
    Some((index, value))
}
";

/// What is told of `submission`, line by line.
fn told(submission: &Submission, catalog: &str) -> Vec<Value> {
    let words = [
        "editor",
        "--submission",
        submission.arg(),
        "--catalog",
        catalog,
    ];
    let output = grader(&words).output().expect("the grader can be started");
    let text = String::from_utf8(output.stdout).expect("it is text");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{said}");
    let line = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    text.lines().map(line).collect()
}

fn matches_golden(name: &str, lines: &[Value]) {
    let text = serde_json::to_string_pretty(lines).expect("it is JSON") + "\n";
    golden::expect(&format!("editor_{name}.json"), &text);
}

/// What is told of an answer to the kata that tests have of their own.
fn told_of(answer: &str) -> Vec<Value> {
    told(&Submission::answering(answer), &catalog("katas"))
}

fn is_only_removal(lines: &[Value]) -> bool {
    let is_removal = |line: &Value| line["reason"] == "compiler-artifact" && line["fresh"] == false;
    lines.len() == 1 && lines.iter().all(is_removal)
}

#[test]
fn what_passes_is_removed() {
    let lines = told_of(FIRST_WINS);
    assert!(is_only_removal(&lines), "{lines:?}");
    matches_golden("passed", &lines);
}

#[test]
fn a_wrong_value_is_shown_at_the_function() {
    let waits_for_the_first = "{ let mut f = futs; (f.remove(0).await, 0, ()) }";
    let wrong = FIRST_WINS.replace("select_all(futs).await", waits_for_the_first);
    matches_golden("failed", &told_of(&wrong));
}

/// What a hang is waiting for is found out on Linux alone.
#[test]
#[cfg(target_os = "linux")]
fn a_hang_is_shown_where_it_waits() {
    let hang = "{\n        std::future::pending::<(T, usize, ())>().await\n    }";
    let hangs = FIRST_WINS.replace("select_all(futs).await", hang);
    matches_golden("hang", &told_of(&hangs));
}

#[test]
#[cfg(target_os = "linux")]
fn an_order_that_fails_is_shown_step_by_step() {
    let submission = crate::orders::racy();
    let all = told(&submission, &catalog("../../katas"));
    let is_of_the_kata = |line: &&Value| line["package_id"] == "kata:one_shot_event";
    let lines: Vec<Value> = all.iter().filter(is_of_the_kata).cloned().collect();
    matches_golden("order", &lines);
}

#[test]
fn of_untouched_katas_the_next_one_has_a_note() {
    matches_golden("next", &told(&Submission::untouched(), &catalog("katas")));
}

/// Here nothing is given to cargo, whose own errors would be enough.
#[test]
fn what_does_not_compile_is_told_if_cargo_is_silent() {
    let broken = FIRST_WINS.replace("futs.is_empty()", "futs.is_emty()");
    matches_golden("does_not_compile", &told_of(&broken));
}

#[test]
fn a_changed_signature_is_shown_where_it_is_missed() {
    let renamed = FIRST_WINS.replace("fn first", "fn frist");
    matches_golden("signature_changed", &told_of(&renamed));
}

#[test]
fn a_todo_that_is_left_is_no_error() {
    let unfinished = FIRST_WINS.replace("Some((index, value))", "todo!()");
    matches_golden("todo", &told_of(&unfinished));
}

/// rust-analyzer kills the process group of a check when a file is saved again.
#[test]
#[cfg(target_os = "linux")]
fn whatever_runs_ends_when_the_editor_ends_the_check() {
    use crate::{
        support::state,
        watch::{PATIENCE, descendants, is_alive, spinning},
    };
    use std::{
        fs,
        os::unix::process::CommandExt as _,
        process::{Command, Stdio},
        thread,
        time::{Duration, Instant},
    };

    let sleeps = "std::thread::sleep(std::time::Duration::MAX); None";
    let submission = Submission::answering(&spinning().replace("loop {}", sleeps));
    let mut editor = Command::new(env!("CARGO_BIN_EXE_grader"))
        .args(["editor", "--submission", submission.arg()])
        .env("KATA_STATE_DIR", state())
        .env_remove("CI")
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("the grader can be started");
    let is_check = |id: &u32| {
        let words = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        words.ends_with(b"/out/checks\0")
    };
    let wait_for = |what: &str, condition: &mut dyn FnMut() -> bool| {
        let began = Instant::now();
        while !condition() {
            assert!(began.elapsed() < PATIENCE, "{what}");
            thread::sleep(Duration::from_millis(5));
        }
    };
    let mut started = Vec::new();
    wait_for("no check is started", &mut || {
        started = descendants(editor.id());
        started.iter().any(is_check)
    });
    let group = format!("-{}", editor.id());
    let killed = Command::new("kill").args(["-KILL", "--", &group]).status();
    assert!(killed.expect("`kill` can be run").success());
    editor.wait().expect("it is dead");
    wait_for("something is left", &mut || {
        !started.iter().any(|id| is_alive(*id))
    });
    grader(&["list", "--submission", submission.arg()])
        .assert()
        .stdout(predicates::str::contains("not graded as it is now"));
}
