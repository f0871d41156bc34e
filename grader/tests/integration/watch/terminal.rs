//! A program in a terminal of its own: keys go in, and what it shows comes out.

use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize},
};
use std::{
    fs::File,
    io::{Read as _, Write as _},
    os::unix::process::CommandExt as _,
    process::{Child, Command, ExitStatus},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program and its terminal.
pub struct Terminal {
    child: Child,
    ours: File,
    theirs: File,
    shown: Arc<Mutex<Vec<u8>>>,
    /// How much of it was read.
    read: usize,
}

impl Terminal {
    /// Starts `command` in a terminal of this size.
    pub fn start(mut command: Command, rows: u16, columns: u16) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal can be made");
        grantpt(&ours).expect("a terminal can be made");
        unlockpt(&ours).expect("a terminal can be made");
        let name = ptsname(&ours, Vec::new()).expect("a terminal has a name");
        let name = name.into_string().expect("it is a plain name");
        let theirs = File::options().read(true).write(true).open(name);
        let theirs = theirs.expect("a terminal can be opened");
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&theirs, size).expect("a terminal has a size");
        let copy = || theirs.try_clone().expect("a file can be copied");
        let child = command
            .env("TERM", "xterm")
            .stdin(copy())
            .stdout(copy())
            .stderr(copy())
            .process_group(0)
            .spawn()
            .expect("the program can be started");
        let ours = File::from(ours);
        let shown = Arc::new(Mutex::new(Vec::new()));
        let mut from = ours.try_clone().expect("a file can be copied");
        let into = shown.clone();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                let mut into = into.lock().expect("nobody panics with it");
                into.extend_from_slice(&buffer[..count]);
            }
        });
        Self {
            child,
            ours,
            theirs,
            shown,
            read: 0,
        }
    }

    /// Whether the program is stopped, and may go on.
    pub fn is_stopped(&self) -> bool {
        let id = self.child.id().to_string();
        let state = Command::new("ps").args(["-o", "stat=", "-p", &id]).output();
        let state = state.expect("ps can be called").stdout;
        state.trim_ascii().starts_with(b"T")
    }

    /// What was shown, without colours.
    fn text(&self) -> String {
        let shown = self.shown.lock().expect("nobody panics with it");
        let text = String::from_utf8_lossy(&shown[self.read..]).into_owned();
        // A screen that is cleared is empty.
        let text = text.replace("\x1b[2J", "\x0c");
        anstream::adapter::strip_str(&text).to_string()
    }

    /// What was shown since the screen was cleared for the last time.
    pub fn screen(&self) -> String {
        let text = self.text();
        text.rsplit('\x0c').next().unwrap_or_default().into()
    }

    /// Waits until `words` are shown; what was shown before them.
    pub fn expect(&mut self, words: &str) -> String {
        let started = Instant::now();
        loop {
            let text = self.text();
            if let Some(at) = text.find(words) {
                return text[..at + words.len()].into();
            }
            assert!(started.elapsed() < PATIENCE, "no `{words}` in:\n{text}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// From now on only what is shown later counts.
    pub fn forget(&mut self) {
        self.read = self.shown.lock().expect("nobody panics with it").len();
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        let written = self.ours.write_all(keys.as_bytes());
        written.expect("the terminal takes keys");
    }

    /// Whether every key is given to the program at once.
    pub fn gives_single_keys(&self) -> bool {
        let modes = tcgetattr(&self.theirs).expect("a terminal has modes");
        !modes
            .local_modes
            .intersects(LocalModes::ICANON | LocalModes::ECHO)
    }

    /// Waits until something is so.
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&mut Self) -> bool) {
        let started = Instant::now();
        while !is_so(self) {
            let text = self.text();
            assert!(started.elapsed() < PATIENCE, "never {what}:\n{text}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status();
        assert!(sent.expect("kill can be called").success());
    }

    /// Waits for the program's end.
    pub fn end(&mut self) -> ExitStatus {
        self.child.wait().expect("it ends")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended in the test.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
