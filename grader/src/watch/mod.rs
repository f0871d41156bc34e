//! Notices that katas were saved, and grades them in a process of its own.
//!
//! A notification of the system says only *that* something stirred; which kata has changed is found by
//! reading the files. So it does not matter how an editor saves. Where notifications are missing, on
//! some network drives or when a whole folder was replaced, a look from time to time finds the same.
//!
//! Nothing here waits for files: as long as they move, keys and the system's signals are heard.

mod event;
mod files;
mod folders;
mod grading;
pub mod keyboard;

pub use event::Event;
pub use grading::{Grading, Outcome};

use crate::{catalog::Kata, watch::keyboard::KeyAction};
use anyhow::{Context as _, Result};
use files::{WatchedFiles, WatchedKata};
use folders::{Changes, WatchedFolders};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    time::{Duration, Instant},
};

/// How often files are looked at without a notification: always, and where there are none at all.
const NOW_AND_THEN: Duration = Duration::from_secs(1);
const OFTEN: Duration = Duration::from_millis(200);
/// The pause between two looks while files move, and between two looks at everything else.
const A_MOMENT: Duration = Duration::from_millis(20);

/// What the threads that listen tell.
#[derive(Debug)]
pub enum Signal {
    /// Something in the exercises was touched.
    Stirred,
    /// A key was pressed.
    Key(KeyAction),
}

/// Files, keys and the system's signals under watch.
pub struct Watch<'a> {
    root: PathBuf,
    files: WatchedFiles<'a>,
    /// What notifications are compared with, and what they told.
    stirring: Arc<Changes>,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    /// `None` where the system has no notifications for this folder.
    notifications: Option<RecommendedWatcher>,
    /// When they were asked for last.
    renewed: Instant,
    looked: Instant,
    /// The trouble that was told last and is still there.
    trouble: Option<String>,
    asked: Asked,
}

impl<'a> Watch<'a> {
    /// Watches all `katas` in the copy of the repository at `root`.
    pub fn start(katas: impl Iterator<Item = &'a Kata>, root: &Path) -> Result<Self> {
        let (sender, signals) = mpsc::channel();
        let katas: Vec<&Kata> = katas.collect();
        let stirring = Arc::new(Changes::new(WatchedFolders::of(&katas)));
        let answer = |kata: &&'a Kata| {
            let (kata, root) = (*kata, root.to_path_buf());
            WatchedKata::new(&kata.name, move || kata.read_from(&root))
        };
        Ok(Self {
            root: root.into(),
            files: WatchedFiles::new(katas.iter().map(answer)),
            notifications: notifications(root, &stirring, &sender),
            stirring,
            signals,
            sender,
            renewed: Instant::now(),
            looked: Instant::now(),
            trouble: None,
            asked: Asked::listen().context("failed to listen to the system's signals")?,
        })
    }

    /// Where other threads send what they have noticed.
    pub fn sender(&self) -> Sender<Signal> {
        self.sender.clone()
    }

    /// Whether the files of `kata` are those with this hash, as far as is known.
    pub fn is_at(&self, kata: &str, hash: &str) -> bool {
        self.files.is_at(kata, hash)
    }

    /// Waits until something happens.
    pub fn next(&mut self, mut grading: Option<&mut Grading>) -> Event {
        loop {
            if self.asked.to_end.load(Ordering::Relaxed) {
                return Event::KeyAction(KeyAction::Quit);
            }
            if self.asked.to_go_on.swap(false, Ordering::Relaxed) {
                return Event::Continued;
            }
            if let Ok(Signal::Key(wish)) = self.signals.recv_timeout(A_MOMENT) {
                return Event::KeyAction(wish);
            }
            if let Some(event) = self.look() {
                return event;
            }
            if let Some(grading) = grading.as_deref_mut()
                && let Some(event) = grading.news(self.files.move_now())
            {
                return event;
            }
        }
    }

    fn renew(&mut self) {
        self.renewed = Instant::now();
        self.notifications = notifications(&self.root, &self.stirring, &self.sender);
    }

    /// Looks at the files if it is time to.
    fn look(&mut self) -> Option<Event> {
        let since = self.looked.elapsed();
        let moved = self.files.move_now();
        let told = since >= A_MOMENT && self.stirring.has_stirred();
        let every = match self.notifications {
            Some(_) => NOW_AND_THEN,
            None => OFTEN,
        };
        if !told && since < every && !(moved && since >= A_MOMENT) {
            return None;
        }
        let missed = self.notifications.is_none() && self.renewed.elapsed() >= NOW_AND_THEN;
        if self.stirring.has_moved() || missed {
            // Before the look, so that nothing is missed between the two.
            self.renew();
        }
        self.looked = Instant::now();
        let look = self.files.look(self.looked);
        if !told && !moved && (self.files.move_now() || !look.saved.is_empty()) {
            // No notification has told of this: some watched folder may be another one now.
            self.renew();
        }
        self.stirring.forget(&look.saved);
        if !look.saved.is_empty() {
            return Some(Event::Saved(look.saved));
        }
        if look.trouble != self.trouble {
            self.trouble = look.trouble;
            return self.trouble.clone().map(Event::Trouble);
        }
        if self.files.move_now() {
            return None;
        }
        let written = self.stirring.written();
        (!written.is_empty()).then_some(Event::Unchanged(written))
    }
}

/// Asks the system to tell of changes; `None` where it does not, or where there is nothing to watch.
fn notifications(
    root: &Path,
    stirring: &Arc<Changes>,
    sender: &Sender<Signal>,
) -> Option<RecommendedWatcher> {
    // Some systems report the canonical path, under whichever name a folder is watched.
    let exercises = root.join("exercises");
    let exercises = exercises.canonicalize().ok()?;
    let places = stirring.places.to_watch();
    let (stirring, sender, folder) = (stirring.clone(), sender.clone(), exercises.clone());
    let stirred = move |event: notify::Result<notify::Event>| {
        if stirring.is_news(&folder, event) {
            // The receiver is gone when `watch` ends.
            let _ = sender.send(Signal::Stirred);
        }
    };
    let mut watcher = notify::recommended_watcher(stirred).ok()?;
    for (folder, all) in places {
        let mode = if all {
            RecursiveMode::Recursive
        } else {
            RecursiveMode::NonRecursive
        };
        let folder = exercises.join(folder);
        // One that is not there is told of by the folder around it, when it comes.
        if folder.is_dir() {
            watcher.watch(&folder, mode).ok()?;
        }
    }
    Some(watcher)
}

/// What the system asks of the process.
struct Asked {
    /// To end; heard, so that the terminal can be left in order.
    to_end: Arc<AtomicBool>,
    /// To go on after a stop.
    to_go_on: Arc<AtomicBool>,
}

impl Asked {
    fn listen() -> std::io::Result<Self> {
        let [to_end, to_go_on] = [false; 2].map(|no| Arc::new(AtomicBool::new(no)));
        #[cfg(unix)]
        {
            use signal_hook::{consts, flag::register};
            for signal in [
                consts::SIGINT,
                consts::SIGTERM,
                consts::SIGHUP,
                consts::SIGQUIT,
            ] {
                register(signal, to_end.clone())?;
            }
            register(consts::SIGCONT, to_go_on.clone())?;
        }
        Ok(Self { to_end, to_go_on })
    }
}
