//! What `watch` does with its terminal.

use super::{save, spinning, terminal::Terminal, watch};
use crate::{
    repository::all_passed,
    support::{KATA, PLACE, Submission, root},
};
use std::{fs, os::unix::fs::symlink, thread, time::Duration};

/// A terminal of the usual size in which `submission` is watched.
fn in_a_terminal(submission: &Submission) -> Terminal {
    let mut terminal = Terminal::start(watch(submission), 24, 80);
    terminal.expect("q quit");
    terminal.forget();
    terminal
}

#[test]
fn the_terminal_is_as_before_whatever_ends_it() {
    let submission = Submission::untouched();
    for end in ["q", "\x03", "-INT", "-TERM", "-HUP", "-QUIT"] {
        let mut terminal = in_a_terminal(&submission);
        assert!(terminal.gives_single_keys());
        if end.starts_with('-') {
            terminal.signal(end);
        } else {
            terminal.press(end);
        }
        assert!(terminal.end().success(), "{end}");
        assert!(!terminal.gives_single_keys(), "{end}");
    }
}

#[test]
fn ctrl_z_gives_the_terminal_back_until_it_goes_on() {
    let submission = Submission::untouched();
    let mut terminal = in_a_terminal(&submission);
    for _ in 0..2 {
        terminal.press("\x1a");
        terminal.wait_until("stopped", |terminal| terminal.is_stopped());
        assert!(!terminal.gives_single_keys());
        terminal.forget();
        terminal.signal("-CONT");
        terminal.expect("q quit");
        terminal.wait_until("going on", |terminal| terminal.gives_single_keys());
    }
    terminal.press("q");
    assert!(terminal.end().success());
}

#[test]
fn an_arrow_key_that_comes_in_pieces_shows_no_solution() {
    let submission = Submission::untouched();
    let mut terminal = in_a_terminal(&submission);
    for piece in [
        "\x1b", "[", "D", "\x1b[", "D", "\x1bO", "D", "\x1b[1;5", "D",
    ] {
        terminal.press(piece);
        // Long enough that the pieces are read one by one.
        thread::sleep(Duration::from_millis(150));
    }
    terminal.press("l");
    let shown = terminal.expect("q quit");
    assert!(shown.contains("All") && !shown.contains("ours"), "{shown}");
}

#[test]
fn a_build_inside_the_exercises_is_no_save_and_keeps_no_key() {
    let submission = Submission::untouched();
    let mut terminal = in_a_terminal(&submission);
    let target = submission.folder().join(PLACE).join("target/debug/deps");
    fs::create_dir_all(&target).expect("a folder can be made");
    for count in 0..3000 {
        let file = target.join(format!("{count}.rs"));
        fs::write(file, "text").expect("a file can be written");
        if count == 1500 {
            terminal.press("l");
        }
    }
    terminal.expect("All");
    terminal.press("h");
    let shown = terminal.expect(", hint ");
    assert!(
        !shown.contains("watching") && !shown.contains("Saved"),
        "{shown}"
    );
}

#[test]
fn keys_are_heard_while_files_never_stand_still() {
    let submission = Submission::untouched();
    let mut terminal = in_a_terminal(&submission);
    thread::scope(|scope| {
        let (done, wait) = std::sync::mpsc::channel::<()>();
        let submission = &submission;
        scope.spawn(move || {
            let pause = Duration::from_millis(5);
            for count in 0.. {
                save(submission, &format!("nonsense {count}"));
                if wait.recv_timeout(pause) != Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                    return;
                }
            }
        });
        terminal.press("l");
        terminal.expect("All");
        terminal.press("q");
        let ended = terminal.end();
        drop(done);
        assert!(ended.success());
    });
}

#[test]
fn in_a_small_window_the_first_failure_is_what_one_sees() {
    let mistake = root().join("grader/katas").join(KATA);
    let mistake = fs::read_to_string(mistake.join("mistakes/drops_the_handles.rs"));
    let mistake = mistake.expect("the mistake is there");
    let submission = Submission::answering(&mistake);
    let mut terminal = Terminal::start(watch(&submission), 15, 40);
    terminal.expect("q quit");
    let screen = terminal.screen();
    assert!(screen.lines().count() < 15, "{screen}");
    let failure = screen.find("  ✗ ").expect("a failure is seen");
    let rest = screen.find("more line").expect("the rest is named");
    assert!(failure < rest, "{screen}");
    assert!(screen.contains("cargo kata grade"), "{screen}");
}

#[test]
fn a_hint_asked_for_while_it_grades_is_there_with_the_verdict() {
    let submission = Submission::untouched();
    let mut terminal = in_a_terminal(&submission);
    save(&submission, &spinning());
    terminal.expect("stopped after 5 s");
    terminal.press("h");
    terminal.expect(", hint ");
    let (checks, _) = all_passed();
    let (_, of_all) = checks.split_once(' ').expect("a number of checks");
    terminal.wait_until("a verdict", |terminal| {
        let screen = terminal.screen();
        screen.contains(of_all) && screen.contains("q quit")
    });
    let shown = terminal.screen();
    let (report, hint) = shown.split_once(", hint ").expect("the hint is there");
    assert!(report.contains("✗") && hint.contains("of 3"), "{shown}");
}

#[test]
fn the_last_kata_has_no_next() {
    let submission = Submission::untouched();
    let catalog = tempfile::tempdir().expect("a folder can be made");
    symlink(
        root().join("grader/katas").join(KATA),
        catalog.path().join(KATA),
    )
    .expect("a link can be made");
    let mut command = watch(&submission);
    command.arg("--catalog").arg(catalog.path());
    let mut terminal = Terminal::start(command, 24, 80);
    terminal.expect("q quit");
    terminal.press("n");
    terminal.expect("No other kata is left to do");
}
