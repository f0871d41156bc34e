//! `watch` without a terminal: what it says when files are saved, vanish and come back.
#![cfg(unix)]

mod support;

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};
use support::{KATA, PLACE, Submission, root, solution};

/// Longer than any verdict takes on a busy machine, and shorter than a check may hang.
const PATIENCE: Duration = Duration::from_secs(60);

struct Watching {
    child: Child,
    submission: Submission,
    output: PathBuf,
    /// How much of the output was read.
    read: usize,
}

impl Watching {
    fn start(submission: Submission) -> Self {
        let output = submission.folder().join("said.txt");
        let file = File::create(&output).expect("a file can be made");
        let child = Command::new(env!("CARGO_BIN_EXE_grader"))
            .args(["watch", KATA, "--submission"])
            .arg(submission.folder())
            .current_dir(root())
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
        self.submission.folder().join(PLACE).join("src/lib.rs")
    }

    fn save(&self, text: &str) {
        fs::write(self.lib(), text).expect("a file can be written");
    }

    fn end_with(mut self, signal: &str) -> ExitStatus {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args([signal, &id]).status();
        assert!(kill.expect("kill can be called").success());
        self.child.wait().expect("it ends")
    }
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
        heard.contains("7 of 7 checks") && !heard.contains("missing"),
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
    let spinning = format!(
        "{}\npub async fn first<'a, T>(_: Vec<futures::future::BoxFuture<'a, T>>) -> Option<(usize, T)> {{ loop {{}} }}",
        support::HONEST_FIRST_TASK
    );
    let mut watching = Watching::start(Submission::untouched());
    watching.expect("No keys here");
    watching.save(&spinning);
    thread::sleep(Duration::from_millis(1500));
    let saved = Instant::now();
    watching.save(&solution());
    let heard = watching.expect("Solved.");
    // Six checks of five seconds each would have hung.
    assert!(saved.elapsed() < Duration::from_secs(10));
    assert!(!heard.contains("✗"), "{heard}");
    assert!(watching.end_with("-TERM").success());
}
