//! `watch`: what it says when files are saved, vanish and come back.

mod keys;
mod terminal;

use crate::{
    repository::{all_passed, solution},
    support::{HONEST_FIRST_TASK, KATA, PLACE, Submission, grader, root, state, unique},
};
use std::{
    fs::{self, File},
    os::unix::fs::symlink,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Longer than any verdict takes on a busy machine, and shorter than a check may hang.
pub const PATIENCE: Duration = Duration::from_secs(60);

struct Watching {
    child: Child,
    submission: Submission,
    output: PathBuf,
    /// How much of the output was read.
    read: usize,
}

/// The grader, told to watch the kata in `submission`.
fn watch(submission: &Submission) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grader"));
    command
        .args(["watch", KATA, "--submission"])
        .arg(submission.folder())
        .current_dir(root())
        .env("KATA_STATE_DIR", state())
        .env_remove("CI");
    command
}

impl Watching {
    fn start(submission: Submission) -> Self {
        let command = watch(&submission);
        Self::start_as(command, submission)
    }

    fn start_as(mut command: Command, submission: Submission) -> Self {
        let output = submission.folder().join("said.txt");
        let file = File::create(&output).expect("a file can be made");
        let child = command
            .stdin(Stdio::null())
            .stdout(file)
            .spawn()
            .expect("the grader can be started");
        Self {
            child,
            submission,
            output,
            read: 0,
        }
    }

    /// Waits until it says `words`, after what it said before.
    fn expect(&mut self, words: &str) -> String {
        let started = Instant::now();
        loop {
            let text = fs::read_to_string(&self.output).expect("the output can be read");
            let news = text.get(self.read..).unwrap_or_default();
            if let Some(at) = news.find(words) {
                let heard = news[..at].to_string();
                self.read += at + words.len();
                return heard;
            }
            assert!(started.elapsed() < PATIENCE, "no `{words}` in:\n{news}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn lib(&self) -> PathBuf {
        lib(&self.submission)
    }

    fn save(&self, text: &str) {
        save(&self.submission, text);
    }

    fn end_with(mut self, signal: &str) -> ExitStatus {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args([signal, &id]).status();
        assert!(kill.expect("kill can be called").success());
        self.child.wait().expect("it ends")
    }
}

fn lib(submission: &Submission) -> PathBuf {
    submission.folder().join(PLACE).join("src/lib.rs")
}

fn save(submission: &Submission, text: &str) {
    fs::write(lib(submission), text).expect("a file can be written");
}

/// An answer that never ends, and that nobody has graded before.
pub fn spinning() -> String {
    format!(
        "// {}\n{}\npub async fn first<'a, T>(_: Vec<futures::future::BoxFuture<'a, T>>) -> Option<(usize, T)> {{ loop {{}} }}",
        unique("spins"),
        HONEST_FIRST_TASK
    )
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may have ended in the test.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_way_to_save_is_followed_by_a_verdict() {
    let mut watching = Watching::start(Submission::untouched());
    watching.expect("not started");
    watching.expect("No keys here");

    watching.save("nonsense");
    watching.expect("does not compile");
    watching.expect("No keys here");

    // As many editors do it: a new file takes the place of the old one.
    let beside = watching.lib().with_extension("tmp");
    fs::write(&beside, solution()).expect("a file can be written");
    fs::rename(&beside, watching.lib()).expect("a file can be renamed");
    let heard = watching.expect("Solved.");
    assert!(
        heard.contains(&all_passed().0) && !heard.contains("missing"),
        "{heard}"
    );
    watching.expect("No keys here");

    fs::remove_dir_all(watching.submission.folder().join("exercises")).expect("it can go");
    watching.expect("is not there");
    fs::create_dir_all(watching.lib().parent().expect("a folder")).expect("it can come back");
    watching.save("nonsense again");
    watching.expect("does not compile");
    watching.save(&solution());
    watching.expect("Solved.");
    assert!(watching.end_with("-INT").success());
}

#[test]
fn a_hang_ends_when_the_next_version_is_saved() {
    let mut watching = Watching::start(Submission::untouched());
    watching.expect("No keys here");
    watching.save(&spinning());
    // In the meantime it says that it waits, and for how long.
    watching.expect("stopped after 5 s");
    watching.save(&solution());
    let heard = watching.expect("Solved.");
    // The one that hung has no verdict any more.
    assert!(!heard.contains("✗"), "{heard}");
    assert!(watching.end_with("-TERM").success());
}

#[test]
fn files_that_come_and_go_are_no_end_of_it() {
    let mut watching = Watching::start(Submission::untouched());
    watching.expect("No keys here");
    let folder = watching.lib().parent().expect("a folder").to_path_buf();
    let beside = folder.join("lib.tmp");
    for _ in 0..500 {
        // As vim does it, and as others do.
        fs::write(folder.join("4913"), "").expect("a file can be written");
        fs::remove_file(folder.join("4913")).expect("a file can go");
        fs::write(&beside, "nonsense").expect("a file can be written");
        fs::rename(watching.lib(), folder.join("lib.rs~")).expect("a file can be renamed");
        fs::rename(&beside, watching.lib()).expect("a file can be renamed");
    }
    watching.expect("does not compile");
    watching.save(&solution());
    watching.expect("Solved.");
    assert!(watching.end_with("-TERM").success());
}

#[test]
fn what_an_editor_leaves_beside_the_answer_is_no_save() {
    let mut watching = Watching::start(Submission::answering(&solution()));
    watching.expect("No keys here");
    let folder = watching.lib().parent().expect("a folder").to_path_buf();
    symlink("somebody@here.123", folder.join(".#lib.rs")).expect("a link can be made");
    for name in ["#lib.rs#", "lib.rs~", "flycheck_lib.rs", "lib_flymake.rs"] {
        fs::write(folder.join(name), "half a li").expect("a file can be written");
    }
    // Whatever came of those would come before this.
    watching.save(&format!("{}\n", solution()));
    let heard = watching.expect("Solved.");
    assert_eq!(heard.matches("watching").count(), 2, "{heard}");
    assert!(!heard.contains("Saved without"), "{heard}");
}

#[test]
fn a_save_without_a_change_is_noticed_and_not_graded() {
    let mut watching = Watching::start(Submission::answering(&solution()));
    watching.expect("No keys here");
    watching.save(&solution());
    let heard = watching.expect("Saved without a change.");
    assert!(!heard.contains("watching"), "{heard}");
    watching.save(&solution());
    let heard = watching.expect("Saved without a change (2 times).");
    assert!(!heard.contains("watching"), "{heard}");
}

#[test]
fn the_verdict_is_on_the_last_of_two_quick_saves() {
    let mut watching = Watching::start(Submission::untouched());
    watching.expect("No keys here");
    watching.save("nonsense");
    watching.save(&solution());
    let heard = watching.expect("Solved.");
    assert!(!heard.contains("does not compile"), "{heard}");
}

#[test]
fn another_folder_in_the_place_of_all_exercises_is_graded() {
    let mut watching = Watching::start(Submission::untouched());
    watching.expect("No keys here");
    let other = Submission::answering(&solution());
    let exercises = watching.submission.folder().join("exercises");
    fs::rename(&exercises, watching.submission.folder().join("before")).expect("it can be moved");
    fs::rename(other.folder().join("exercises"), &exercises).expect("it can be moved");
    watching.expect("Solved.");
    watching.save("nonsense");
    watching.expect("does not compile");
}

#[test]
fn a_verdict_that_cannot_be_kept_is_shown_all_the_same() {
    // The kit is built once for all tests.
    Submission::answering(&solution()).grade();
    let own = tempfile::tempdir().expect("a folder can be made");
    symlink(state().join("kit"), own.path().join("kit")).expect("a link can be made");
    fs::write(own.path().join("cache"), "no folder").expect("a file can be written");

    // Quick to compile, in a folder where nothing was compiled before.
    let submission = Submission::answering("nonsense");
    let mut command = watch(&submission);
    command.env("KATA_STATE_DIR", own.path());
    let mut watching = Watching::start_as(command, submission);
    watching.expect("does not compile");
}

#[test]
fn a_grader_that_is_gone_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let program = folder.path().join("grader");
    fs::copy(env!("CARGO_BIN_EXE_grader"), &program).expect("a file can be copied");
    let submission = Submission::untouched();
    let mut command = Command::new(&program);
    let original = watch(&submission);
    command.args(original.get_args()).current_dir(root());
    command.env("KATA_STATE_DIR", state());
    let mut watching = Watching::start_as(command, submission);
    watching.expect("No keys here");
    fs::remove_file(&program).expect("a file can go");
    watching.save(&solution());
    watching.expect("type `cargo kata watch` again");
    fs::copy(env!("CARGO_BIN_EXE_grader"), &program).expect("a file can be copied");
    watching.save("nonsense");
    watching.expect("does not compile");
}

#[test]
fn several_katas_are_graded_together() {
    let submission = Submission::whole_and_untouched();
    let mut command = watch(&submission);
    command.arg("closure_workshop");
    let mut watching = Watching::start_as(command, submission);
    let heard = watching.expect("No keys here");
    assert_eq!(heard.matches("not started").count(), 2, "{heard}");
    watching.save(&solution());
    let heard = watching.expect("No keys here");
    let [open, done] = ["not started", &all_passed().0].map(|words| heard.find(words));
    assert!(open < done && open.is_some(), "{heard}");
    watching.save("nonsense");
    let heard = watching.expect("No keys here");
    let [broken, open] = ["does not compile", "not started"].map(|words| heard.find(words));
    assert!(broken < open && broken.is_some(), "{heard}");
}

#[test]
fn whoever_waits_in_a_pipe_is_told_what_for() {
    let submission = Submission::answering(&spinning());
    let run = grader(&submission.words(KATA)).assert().code(1);
    let output = run.get_output();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("grading: 0 of 1 done after 2 s\n"), "{said}");
    assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok());
}

#[test]
fn a_reader_who_closes_the_pipe_ends_it() {
    let submission = Submission::untouched();
    let mut child = watch(&submission)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the grader can be started");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(70));
}

#[cfg(target_os = "linux")]
#[test]
fn a_grading_ends_with_whoever_watches() {
    let mut watching = Watching::start(Submission::untouched());
    watching.expect("No keys here");
    watching.save(&spinning());
    watching.expect("stopped after 5 s");
    let started = descendants(watching.child.id());
    assert!(!started.is_empty());
    watching.child.kill().expect("it can be killed");
    let killed = Instant::now();
    while started.iter().any(|id| is_alive(*id)) {
        assert!(killed.elapsed() < PATIENCE, "{started:?} are left");
        thread::sleep(Duration::from_millis(20));
    }
    // A verdict would have ended them as well, and is kept.
    grader(&["list", "--submission", watching.submission.arg()])
        .assert()
        .stdout(predicates::str::contains("not graded as it is now"));
}

/// The processes that a process has started, and those that they have started.
#[cfg(target_os = "linux")]
pub fn descendants(id: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{id}/task"))
        .into_iter()
        .flatten();
    let children = tasks.flatten().flat_map(|task| {
        let ids = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        ids.split_whitespace()
            .flat_map(str::parse)
            .collect::<Vec<u32>>()
    });
    children
        .flat_map(|child| [vec![child], descendants(child)].concat())
        .collect()
}

#[cfg(target_os = "linux")]
pub fn is_alive(id: u32) -> bool {
    // A process that has ended and is not waited for has no memory any more.
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    status.contains("VmRSS")
}
