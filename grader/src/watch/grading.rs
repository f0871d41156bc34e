//! A grading in a process of its own: a save that comes while something hangs simply ends it.

use super::event::Event;
use crate::{
    process::{Running, kill_orphans, tied},
    result::RunResult,
    util::notice::Notice,
};
use anyhow::{Context as _, Result};
use std::{
    io::{self, BufRead as _, BufReader, Read},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// What a grading has said comes within this after its end, unless something of it is left that holds the pipe.
const REST: Duration = Duration::from_secs(2);

/// A grading that goes on.
pub struct Grading {
    running: Running,
    /// What it says beside the result, line by line.
    said: Receiver<Notice>,
    /// The result, at the end.
    result: Receiver<String>,
    /// How it ended, in words.
    ended: Option<String>,
}

/// What came of a grading.
#[derive(Debug)]
pub struct Outcome {
    /// The result; `None` if there is none.
    pub result: Option<RunResult>,
    /// What was said at last.
    pub said: Vec<Notice>,
    /// How the process ended, in words.
    pub ended: String,
}

impl Grading {
    /// Lets the grader `program` grade `katas`, with the `options` that this process was given.
    pub fn start(program: &Path, katas: &[String], options: &[PathBuf]) -> Result<Self> {
        let mut command = tied::command(program);
        command
            .arg("grade")
            .args(katas)
            .args(options)
            .args(["--format", "json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut running = Running::start(&mut command)?;
        let result = running.child.stdout.take();
        let said = running.child.stderr.take();
        Ok(Self {
            running,
            said: notices(said.context("failed to listen to the grader")?)?,
            result: whole(result.context("failed to listen to the grader")?)?,
            ended: None,
        })
    }

    /// What has happened. While `files_move` its end is none: what it has graded may be old.
    pub fn news(&mut self, files_move: bool) -> Option<Event> {
        if let Ok(notice) = self.said.try_recv() {
            return Some(Event::Said(notice));
        }
        if self.ended.is_none() {
            self.ended = match self.status() {
                Ok(status) => status.map(|status| status.to_string()),
                Err(error) => Some(format!("{error:#}")),
            };
        }
        let is_over = self.ended.is_some() && !files_move;
        is_over.then_some(Event::Graded)
    }

    fn status(&mut self) -> Result<Option<ExitStatus>> {
        if self.running.has_ended()? {
            return self.running.reap().map(Some);
        }
        Ok(None)
    }

    /// What came of it, when it has come to its end.
    pub fn outcome(mut self) -> Outcome {
        let ended = self.ended.get_or_insert_default().clone();
        let mut said = Vec::new();
        let until = Instant::now() + REST;
        while let Ok(notice) = next_until(&self.said, until) {
            said.push(notice);
        }
        let text = next_until(&self.result, until).unwrap_or_default();
        Outcome {
            result: serde_json::from_str(&text).ok(),
            said,
            ended,
        }
    }
}

fn next_until<T>(from: &Receiver<T>, until: Instant) -> Result<T, RecvTimeoutError> {
    from.recv_timeout(until.saturating_duration_since(Instant::now()))
}

/// Reads notices on a thread of its own, so that the writer never waits for a reader.
fn notices(pipe: impl Read + Send + 'static) -> Result<Receiver<Notice>> {
    let (sender, receiver) = mpsc::channel();
    in_the_background(move || {
        let lines = BufReader::new(pipe).split(b'\n');
        for line in lines.map_while(io::Result::ok) {
            let line = String::from_utf8_lossy(&line);
            // Without a receiver it is read all the same.
            let _ = sender.send(Notice::parse(line.trim_end()));
        }
    })?;
    Ok(receiver)
}

/// Likewise, for everything at once.
fn whole(mut pipe: impl Read + Send + 'static) -> Result<Receiver<String>> {
    let (sender, receiver) = mpsc::channel();
    in_the_background(move || {
        let mut bytes = Vec::new();
        // What came until an error is all there is.
        let _ = pipe.read_to_end(&mut bytes);
        // There is no receiver if another grading has begun.
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    })?;
    Ok(receiver)
}

fn in_the_background(work: impl FnOnce() + Send + 'static) -> Result<()> {
    let thread = thread::Builder::new().spawn(work);
    thread.context("failed to start a thread")?;
    Ok(())
}

impl Drop for Grading {
    /// Ends a grading that is not needed any more. What it runs is tied to it and ends too.
    fn drop(&mut self) {
        if self.ended.is_none() {
            self.running.kill();
            // It may have ended by itself.
            let _ = self.running.reap();
            // What it ran is this process's by now.
            kill_orphans();
        }
    }
}
