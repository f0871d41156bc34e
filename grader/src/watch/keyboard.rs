//! Single keys from the person in front of the terminal, without Enter, while `watch` runs.

use crate::util::single_keys::SingleKeys;
use std::{
    io::{self, IsTerminal as _},
    sync::mpsc::Sender,
    thread,
};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAction {
    /// The next hint.
    Hint,
    /// On to the next kata.
    Next,
    /// All katas.
    List,
    /// The solution, if the kata passes; in any case if `true`.
    Diff(bool),
    /// Grade again, from the beginning.
    Again,
    /// Enough.
    Quit,
}

/// The keys, as they are shown.
pub const KEYS: &str = "h hint  n next kata  l list  d diff  g grade again  q quit";

impl KeyAction {
    /// What a key means.
    fn of(key: char) -> Option<Self> {
        const CTRL_C: char = '\u{3}';
        const CTRL_D: char = '\u{4}';
        match key {
            'h' => Some(Self::Hint),
            'n' => Some(Self::Next),
            'l' => Some(Self::List),
            'd' => Some(Self::Diff(false)),
            'D' => Some(Self::Diff(true)),
            'g' | ' ' | '\r' | '\n' => Some(Self::Again),
            'q' | CTRL_C | CTRL_D => Some(Self::Quit),
            _ => None,
        }
    }
}

/// A terminal that gives every key at once. It is as it was before when this is dropped.
#[derive(Debug)]
pub struct Keyboard {
    terminal: SingleKeys,
}

impl Keyboard {
    /// Starts to listen; `None` where standard input or output is no terminal.
    pub fn listen<T: Send + 'static>(sender: Sender<T>, event: fn(KeyAction) -> T) -> Option<Self> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return None;
        }
        let terminal = SingleKeys::listen().ok()?;
        let mut listened = terminal.clone();
        thread::spawn(move || {
            while let Ok(keys) = listened.read() {
                for wish in keys.into_iter().filter_map(KeyAction::of) {
                    if sender.send(event(wish)).is_err() {
                        return;
                    }
                }
            }
            // The terminal is gone, and with it every way to end this.
            let _ = sender.send(event(KeyAction::Quit));
        });
        Some(Self { terminal })
    }

    /// After a stop of the whole process: the shell may have set the terminal as it wants it.
    pub fn resume(&self) {
        self.terminal.resume();
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        self.terminal.restore();
    }
}
