//! Notices that katas were saved, and grades them in a process of its own.
//!
//! A notification of the system says only *that* something stirred; which kata has changed is found by
//! reading the files. So it does not matter how an editor saves. Where notifications are missing, on
//! some network drives or when a whole folder was replaced, a look from time to time finds the same.

use crate::{catalog::Kata, keyboard::Wish, process, submission::Reading};
use anyhow::{Context as _, Result};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use std::{
    io::Read as _,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// How often files are looked at without a notification: always, and where there are none at all.
const NOW_AND_THEN: Duration = Duration::from_secs(1);
const OFTEN: Duration = Duration::from_millis(200);
/// Files must stand still for so long: an editor may write in several steps.
const STILL: Duration = Duration::from_millis(40);
/// A file that has vanished gets longer: many editors write a new one in its place.
const VANISHED: Duration = Duration::from_millis(300);

/// What happened.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// These katas, by their names, are not what they were.
    Saved(Vec<String>),
    /// A key was pressed, or the system asks to end.
    Wish(Wish),
    /// The grading came to its end.
    Graded,
}

/// What the threads that listen tell.
#[derive(Debug)]
pub enum Signal {
    /// Something in the exercises was touched.
    Stirred,
    /// A key was pressed.
    Key(Wish),
}

/// Files, keys and the system's signals under watch.
pub struct Watch<'a> {
    root: PathBuf,
    katas: Vec<(&'a Kata, Reading)>,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    /// `None` where the system has no notifications for this folder.
    notifications: Option<RecommendedWatcher>,
    looked: Instant,
    /// Set when the process is asked to end.
    ended: Arc<AtomicBool>,
}

impl<'a> Watch<'a> {
    /// Watches all `katas` in the copy of the repository at `root`.
    pub fn start(katas: impl Iterator<Item = &'a Kata>, root: &Path) -> Result<Self> {
        let (sender, signals) = mpsc::channel();
        let mut watched = Vec::new();
        for kata in katas {
            watched.push((kata, kata.read_from(root)?));
        }
        Ok(Self {
            root: root.into(),
            katas: watched,
            notifications: notifications(root, sender.clone()),
            signals,
            sender,
            looked: Instant::now(),
            ended: ends().context("failed to listen to the system's signals")?,
        })
    }

    /// For those who have something to tell.
    pub fn sender(&self) -> Sender<Signal> {
        self.sender.clone()
    }

    /// Waits until something happens.
    pub fn next(&mut self, mut grading: Option<&mut Grading>) -> Result<Event> {
        loop {
            if self.ended.load(Ordering::Relaxed) {
                return Ok(Event::Wish(Wish::Quit));
            }
            let saved = match self.signals.recv_timeout(STILL) {
                Ok(Signal::Key(wish)) => return Ok(Event::Wish(wish)),
                Ok(Signal::Stirred) => self.saved()?,
                Err(RecvTimeoutError::Timeout) if self.is_time_to_look() => self.found()?,
                Err(_) => Vec::new(),
            };
            if !saved.is_empty() {
                return Ok(Event::Saved(saved));
            }
            if let Some(grading) = grading.as_deref_mut()
                && grading.is_done()?
            {
                return Ok(Event::Graded);
            }
        }
    }

    fn is_time_to_look(&self) -> bool {
        let every = match self.notifications {
            Some(_) => NOW_AND_THEN,
            None => OFTEN,
        };
        self.looked.elapsed() >= every
    }

    /// What a look finds that no notification has told. The watched folder may be another one now, so
    /// it is watched anew.
    fn found(&mut self) -> Result<Vec<String>> {
        let saved = self.saved()?;
        if !saved.is_empty() {
            self.notifications = notifications(&self.root, self.sender.clone());
        }
        Ok(saved)
    }

    /// The katas whose files are not what they were, once they stand still.
    fn saved(&mut self) -> Result<Vec<String>> {
        let mut saved = Vec::new();
        loop {
            let mut pause = None;
            for (kata, known) in &mut self.katas {
                let reading = kata.read_from(&self.root)?;
                if reading == *known {
                    continue;
                }
                let still = match reading {
                    Reading::Files(_) => STILL,
                    Reading::Missing(_) | Reading::Refused(_) => VANISHED,
                };
                pause = pause.max(Some(still));
                *known = reading;
                if !saved.contains(&kata.name) {
                    saved.push(kata.name.clone());
                }
            }
            self.looked = Instant::now();
            match pause {
                Some(pause) => thread::sleep(pause),
                None => return Ok(saved),
            }
        }
    }
}

fn notifications(root: &Path, sender: Sender<Signal>) -> Option<RecommendedWatcher> {
    let stirred = move |event: notify::Result<notify::Event>| {
        // Reading is what the grader itself does all the time.
        let reading = event.is_ok_and(|event| event.kind.is_access());
        if !reading {
            // The receiver is gone when `watch` ends.
            let _ = sender.send(Signal::Stirred);
        }
    };
    let mut watcher = notify::recommended_watcher(stirred).ok()?;
    let exercises = root.join("exercises");
    watcher.watch(&exercises, RecursiveMode::Recursive).ok()?;
    Some(watcher)
}

/// Becomes true when the system asks the process to end, so that it can leave the terminal in order.
fn ends() -> std::io::Result<Arc<AtomicBool>> {
    let ended = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    for signal in [
        signal_hook::consts::SIGINT,
        signal_hook::consts::SIGTERM,
        signal_hook::consts::SIGHUP,
    ] {
        signal_hook::flag::register(signal, ended.clone())?;
    }
    Ok(ended)
}

/// A grading in a process of its own: a save that comes while something hangs simply ends it.
pub struct Grading {
    child: Child,
    /// Reads what it says, so that it never waits for a reader.
    output: Option<JoinHandle<String>>,
    status: Option<ExitStatus>,
}

impl Grading {
    /// Lets the grader `program` grade `katas`, with the `options` that this process was given.
    pub fn start(program: &Path, katas: &[String], options: &[PathBuf]) -> Result<Self> {
        let mut command = Command::new(program);
        // A group of its own, so that a cargo in it ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .arg("grade")
            .args(katas)
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("failed to start the grader; start `watch` again")?;
        let mut pipe = child
            .stdout
            .take()
            .context("failed to listen to the grader")?;
        let read = move || {
            let mut text = String::new();
            // What came until an error is all there is.
            let _ = pipe.read_to_string(&mut text);
            text
        };
        Ok(Self {
            child,
            output: Some(thread::spawn(read)),
            status: None,
        })
    }

    fn is_done(&mut self) -> Result<bool> {
        self.status = self
            .child
            .try_wait()
            .context("failed to wait for the grader")?;
        Ok(self.status.is_some())
    }

    /// What it said, if it is over and there was no verdict.
    pub fn failure(mut self) -> Option<String> {
        let verdict = self
            .status
            .and_then(|status| status.code())
            .is_some_and(|code| code < 2);
        let output = self.output.take()?;
        (!verdict).then(|| output.join().unwrap_or_default())
    }
}

impl Drop for Grading {
    /// Ends a grading that nobody waits for any more. What it runs is tied to it and ends too.
    fn drop(&mut self) {
        if self.status.is_none() {
            process::kill_all_of(&mut self.child);
            // It may have ended by itself.
            let _ = self.child.wait();
            // What it ran is this process's by now.
            process::kill_strays();
        }
    }
}
