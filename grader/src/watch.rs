//! Grades a kata again whenever one of its files is saved, and listens to keys.
//!
//! Files are looked at five times a second instead of waiting for the system's notifications: looking
//! costs next to nothing for a few dozen files, works on every file system, and does not care how an
//! editor saves. Grading happens in a process of its own, so that a save that comes while something
//! hangs simply starts over.

use crate::{
    catalog::{Catalog, Kata},
    workspace::age_and_size,
};
use anyhow::{Context as _, Result};
use console::{Key, Term};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

/// How often files are looked at.
const LOOK: Duration = Duration::from_millis(200);

/// What somebody at the keyboard asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The next hint.
    Hint,
    /// What to do next.
    Next,
    /// All katas.
    List,
    /// The solution, if the kata passes; in any case if `true`.
    Diff(bool),
    /// Grade again.
    Again,
    /// Enough.
    Quit,
}

/// The keys, as they are shown.
pub const KEYS: &str = "h hint   n next   l list   d diff   g grade again   q quit";

/// What happened since somebody last asked.
#[derive(Debug)]
pub enum Event<'a> {
    /// These katas were saved.
    Saved(Vec<&'a Kata>),
    /// A key was pressed.
    Key(Wish),
}

/// Files and keys under watch.
pub struct Watch<'a> {
    root: &'a Path,
    katas: Vec<(&'a Kata, Vec<Seen>)>,
    keys: Receiver<Wish>,
}

/// A file with its age and size.
type Seen = (PathBuf, Option<(u128, u64)>);

impl<'a> Watch<'a> {
    /// Watches the katas called `names`, or all, in the copy of the repository at `root`.
    pub fn start(catalog: &'a Catalog, names: &[String], root: &'a Path) -> Result<Self> {
        let katas = catalog.select(names)?;
        let katas = katas
            .into_iter()
            .map(|kata| (kata, look(root, kata)))
            .collect();
        Ok(Self {
            root,
            katas,
            keys: keys(),
        })
    }

    /// Waits until something happens, or until `child` has ended. `None` means the latter.
    pub fn next(&mut self, mut child: Option<&mut Child>) -> Result<Option<Event<'a>>> {
        loop {
            match self.keys.recv_timeout(LOOK) {
                Ok(wish) => return Ok(Some(Event::Key(wish))),
                // Nobody is at the keyboard: then only files count.
                Err(RecvTimeoutError::Disconnected) => thread::sleep(LOOK),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let saved = self.saved();
            if !saved.is_empty() {
                return Ok(Some(Event::Saved(saved)));
            }
            if let Some(child) = child.as_deref_mut()
                && child
                    .try_wait()
                    .context("failed to wait for the grader")?
                    .is_some()
            {
                return Ok(None);
            }
        }
    }

    /// The katas whose files are not as they were, once they stand still: an editor may write a
    /// file in several steps.
    fn saved(&mut self) -> Vec<&'a Kata> {
        let root = self.root;
        let changed = |katas: &[(&'a Kata, Vec<Seen>)]| -> Vec<usize> {
            let differs = |index: &usize| look(root, katas[*index].0) != katas[*index].1;
            (0..katas.len()).filter(differs).collect()
        };
        let mut which = changed(&self.katas);
        let all = which.clone();
        while !which.is_empty() {
            for index in &which {
                self.katas[*index].1 = look(root, self.katas[*index].0);
            }
            thread::sleep(LOOK / 10);
            which = changed(&self.katas);
        }
        all.into_iter().map(|index| self.katas[index].0).collect()
    }
}

/// Every source file of a kata as it is now; a folder that has vanished has none.
fn look(root: &Path, kata: &Kata) -> Vec<Seen> {
    let mut seen = Vec::new();
    for edit in &kata.settings.edits {
        look_into(&root.join(&kata.exercise).join(edit), &mut seen);
    }
    seen.sort();
    seen
}

fn look_into(folder: &Path, seen: &mut Vec<Seen>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => look_into(&path, seen),
            _ if path.extension().is_some_and(|ending| ending == "rs") => {
                let stamp = age_and_size(&path);
                seen.push((path, stamp));
            }
            _ => {}
        }
    }
}

/// The keys that mean something, from a thread of its own; closed at once where there is no keyboard.
fn keys() -> Receiver<Wish> {
    let (sender, receiver) = mpsc::channel();
    let terminal = Term::stdout();
    if !terminal.is_term() {
        return receiver;
    }
    thread::spawn(move || {
        while let Ok(key) = terminal.read_key() {
            let wish = match key {
                Key::Char('h') => Wish::Hint,
                Key::Char('n') => Wish::Next,
                Key::Char('l') => Wish::List,
                Key::Char('d') => Wish::Diff(false),
                Key::Char('D') => Wish::Diff(true),
                Key::Char('g' | ' ') | Key::Enter => Wish::Again,
                Key::Char('q') | Key::Escape | Key::CtrlC => Wish::Quit,
                _ => continue,
            };
            if sender.send(wish).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Starts grading `katas` in a process of its own, with the options that this one was given.
pub fn grade(katas: &[String], options: &[PathBuf]) -> Result<Child> {
    let itself = env::current_exe().context("failed to find the grader's own file")?;
    Command::new(itself)
        .arg("grade")
        .args(katas)
        .args(options)
        .stdin(Stdio::null())
        .spawn()
        .context("failed to start the grader")
}

/// Ends a grading that nobody waits for any more. What it runs is tied to it and ends too.
pub fn stop(child: Option<Child>) -> Result<()> {
    if let Some(mut child) = child {
        // It may have ended by itself in this moment.
        let _ = child.kill();
        child.wait().context("failed to end the grader")?;
    }
    Ok(())
}
