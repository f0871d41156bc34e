//! Single keys from the person in front of the terminal, without Enter, while `watch` runs.

#[cfg(unix)]
mod keys;

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
    terminal: mode::Terminal,
}

impl Keyboard {
    /// Starts to listen; `None` where standard input or output is no terminal.
    pub fn listen<T: Send + 'static>(sender: Sender<T>, event: fn(KeyAction) -> T) -> Option<Self> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return None;
        }
        let terminal = mode::Terminal::with_single_keys().ok()?;
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

#[cfg(unix)]
mod mode {
    use super::keys::{Key, Keys};
    use rustix::{
        process::{Signal, getpgrp, kill_current_process_group},
        termios::{
            LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr,
        },
    };
    use std::{
        io::{self, Read as _, Write as _},
        thread,
        time::{Duration, Instant},
    };

    /// What makes a terminal mark text that is pasted, so that its letters are no keys, and what ends it.
    const MARK_PASTED: &str = "\x1b[?2004h";
    const DO_NOT_MARK_PASTED: &str = "\x1b[?2004l";
    /// A key that sends several bytes sends them together, but for a slow line.
    const TOGETHER: Duration = Duration::from_millis(100);
    /// How soon the system stops a process that it was asked to stop.
    const A_MOMENT: Duration = Duration::from_millis(100);

    #[derive(Debug, Clone)]
    pub struct Terminal {
        before: Termios,
        single: Termios,
        keys: Keys,
        last: Instant,
    }

    impl Terminal {
        pub fn with_single_keys() -> io::Result<Self> {
            let before = tcgetattr(io::stdin())?;
            let mut single = before.clone();
            // Output modes stay as they are, so that what is printed meanwhile looks as ever.
            single.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
            single.special_codes[SpecialCodeIndex::VMIN] = 1;
            single.special_codes[SpecialCodeIndex::VTIME] = 0;
            let terminal = Self {
                before,
                single,
                keys: Keys::default(),
                last: Instant::now(),
            };
            tcsetattr(io::stdin(), OptionalActions::Now, &terminal.single)?;
            say(MARK_PASTED);
            Ok(terminal)
        }

        pub fn restore(&self) {
            if in_background() {
                return;
            }
            say(DO_NOT_MARK_PASTED);
            // Where this fails the terminal is gone, and its modes with it.
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.before);
        }

        pub fn resume(&self) {
            if in_background() {
                return;
            }
            // As above.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.single);
            say(MARK_PASTED);
        }

        /// The keys that were pressed. On Ctrl-Z everything stops, as it would without single keys, until
        /// the shell goes on with it.
        pub fn read(&mut self) -> io::Result<Vec<char>> {
            let mut bytes = [0; 64];
            let count = match io::stdin().read(&mut bytes) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
                read => read?,
            };
            let late = self.last.elapsed() > TOGETHER;
            self.last = Instant::now();
            let mut pressed = Vec::new();
            for (index, byte) in bytes[..count].iter().enumerate() {
                match self.keys.feed(*byte, late && index == 0) {
                    Some(Key::Stop) => self.stop()?,
                    Some(Key::Character(key)) => pressed.push(key),
                    None => {}
                }
            }
            Ok(pressed)
        }

        fn stop(&self) -> io::Result<()> {
            self.restore();
            kill_current_process_group(Signal::TSTP)?;
            // Another thread may be the one that gets the signal, a moment later.
            thread::sleep(A_MOMENT);
            // The shell may let it go on without keys, or only to end.
            while in_background() {
                thread::sleep(A_MOMENT);
            }
            self.resume();
            Ok(())
        }
    }

    /// Whether another process group has the terminal now: the system stops a process that touches its modes
    /// or reads from it then.
    fn in_background() -> bool {
        tcgetpgrp(io::stdin()).is_ok_and(|foreground| foreground != getpgrp())
    }

    fn say(sequence: &str) {
        let mut out = io::stdout();
        // A terminal that is gone needs to be told nothing.
        let _ = out
            .write_all(sequence.as_bytes())
            .and_then(|()| out.flush());
    }
}

#[cfg(not(unix))]
mod mode {
    use console::Term;
    use std::io;

    /// The system takes keys apart itself.
    #[derive(Debug, Clone)]
    pub struct Terminal;

    impl Terminal {
        pub fn with_single_keys() -> io::Result<Self> {
            Ok(Self)
        }

        pub fn restore(&self) {}

        pub fn resume(&self) {}

        pub fn read(&mut self) -> io::Result<Vec<char>> {
            Ok(match Term::stdout().read_key()? {
                console::Key::Char(key) => vec![key],
                console::Key::Enter => vec!['\n'],
                _ => Vec::new(),
            })
        }
    }
}
