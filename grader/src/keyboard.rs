//! Single keys from the person in front of the terminal, without Enter, while `watch` runs.

use std::{
    io::{self, IsTerminal as _},
    sync::mpsc::Sender,
    thread,
};

/// What somebody at the keyboard asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
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
pub const KEYS: &str = "h hint   n next kata   l list   d diff   g grade again   q quit";

impl Wish {
    /// What a key means.
    fn of(key: u8) -> Option<Self> {
        const CTRL_C: u8 = 3;
        const CTRL_D: u8 = 4;
        match key {
            b'h' => Some(Self::Hint),
            b'n' => Some(Self::Next),
            b'l' => Some(Self::List),
            b'd' => Some(Self::Diff(false)),
            b'D' => Some(Self::Diff(true)),
            b'g' | b' ' | b'\r' | b'\n' => Some(Self::Again),
            b'q' | CTRL_C | CTRL_D => Some(Self::Quit),
            _ => None,
        }
    }

    /// What the bytes of one read mean. An arrow or function key sends several, Escape first.
    fn all_of(bytes: &[u8]) -> impl Iterator<Item = Self> {
        let keys = if bytes.starts_with(b"\x1b") {
            &[]
        } else {
            bytes
        };
        keys.iter().filter_map(|key| Self::of(*key))
    }
}

/// A terminal that gives every key at once. It is as it was before when this is dropped.
#[derive(Debug)]
pub struct Keyboard {
    terminal: mode::Terminal,
}

impl Keyboard {
    /// Starts to listen; `None` where nobody sits at a keyboard.
    pub fn listen<T: Send + 'static>(sender: Sender<T>, event: fn(Wish) -> T) -> Option<Self> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return None;
        }
        let terminal = mode::Terminal::with_single_keys().ok()?;
        let listened = terminal.clone();
        thread::spawn(move || {
            while let Ok(bytes) = listened.read() {
                for wish in Wish::all_of(&bytes) {
                    if sender.send(event(wish)).is_err() {
                        return;
                    }
                }
            }
        });
        Some(Self { terminal })
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        self.terminal.restore();
    }
}

#[cfg(unix)]
mod mode {
    use rustix::{
        process::{Signal, kill_current_process_group},
        termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr},
    };
    use std::{
        io::{self, Read as _},
        thread,
        time::Duration,
    };

    const CTRL_Z: u8 = 26;
    const A_MOMENT: Duration = Duration::from_millis(100);

    #[derive(Debug, Clone)]
    pub struct Terminal {
        before: Termios,
        single: Termios,
    }

    impl Terminal {
        pub fn with_single_keys() -> io::Result<Self> {
            let before = tcgetattr(io::stdin())?;
            let mut single = before.clone();
            // Output stays as it is, so that whatever is printed meanwhile looks as ever.
            single.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
            single.special_codes[SpecialCodeIndex::VMIN] = 1;
            single.special_codes[SpecialCodeIndex::VTIME] = 0;
            tcsetattr(io::stdin(), OptionalActions::Now, &single)?;
            Ok(Self { before, single })
        }

        pub fn restore(&self) {
            // Where this fails the terminal is gone, and its modes with it.
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.before);
        }

        /// What was typed. On Ctrl-Z everything stops, as it would without single keys, until the
        /// shell goes on with it.
        pub fn read(&self) -> io::Result<Vec<u8>> {
            let mut bytes = [0; 64];
            let count = io::stdin().read(&mut bytes)?;
            let typed = &bytes[..count];
            if typed.contains(&CTRL_Z) {
                self.restore();
                kill_current_process_group(Signal::TSTP)?;
                // Another thread may be the one that gets the signal, a moment later.
                thread::sleep(A_MOMENT);
                tcsetattr(io::stdin(), OptionalActions::Now, &self.single)?;
            }
            match count {
                0 => Err(io::ErrorKind::UnexpectedEof.into()),
                _ => Ok(typed.to_vec()),
            }
        }
    }
}

#[cfg(not(unix))]
mod mode {
    use console::{Key, Term};
    use std::io;

    #[derive(Debug, Clone)]
    pub struct Terminal;

    impl Terminal {
        pub fn with_single_keys() -> io::Result<Self> {
            Ok(Self)
        }

        pub fn restore(&self) {}

        pub fn read(&self) -> io::Result<Vec<u8>> {
            Ok(match Term::stdout().read_key()? {
                Key::Char(key) => u8::try_from(key).into_iter().collect(),
                Key::Enter => vec![b'\n'],
                _ => Vec::new(),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Wish;

    #[test]
    fn an_arrow_key_is_no_wish_for_the_letter_in_it() {
        let wishes = |bytes| Wish::all_of(bytes).collect::<Vec<_>>();
        assert_eq!(wishes(b"\x1b[D"), []);
        assert_eq!(wishes(b"hx"), [Wish::Hint]);
        assert_eq!(wishes(b"\x03"), [Wish::Quit]);
    }
}
