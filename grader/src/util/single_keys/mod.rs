//! Single keys from the person in front of a terminal, without Enter.

#[cfg(unix)]
mod keys;

pub use mode::SingleKeys;

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

    /// A terminal that gives every key at once, until [`SingleKeys::restore`].
    #[derive(Debug, Clone)]
    pub struct SingleKeys {
        before: Termios,
        single: Termios,
        keys: Keys,
        last: Instant,
    }

    impl SingleKeys {
        /// Starts to listen.
        ///
        /// # Errors
        ///
        /// If standard input is no terminal.
        pub fn listen() -> io::Result<Self> {
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

        /// Makes the terminal what it was.
        pub fn restore(&self) {
            if in_background() {
                return;
            }
            say(DO_NOT_MARK_PASTED);
            // Where this fails the terminal is gone, and its modes with it.
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.before);
        }

        /// Listens again: the shell may have set the terminal as it wants it.
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
    pub struct SingleKeys;

    impl SingleKeys {
        pub fn listen() -> io::Result<Self> {
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
