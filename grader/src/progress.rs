//! A bar on a terminal for work that takes longer than a second; nothing anywhere else.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    env,
    io::IsTerminal as _,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// Progress over a known number of steps. It vanishes when it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    /// Dropping it tells the thread that waits for the first second that there is nothing to show.
    _finished: mpsc::Sender<()>,
}

impl Progress {
    /// Starts with none of `steps` done.
    pub fn start(what: &'static str, steps: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:24}] {pos}/{len} {msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(what);
        let (finished, wait) = mpsc::channel();
        if std::io::stderr().is_terminal() && env::var_os("CI").is_none() {
            let bar = bar.clone();
            thread::spawn(move || {
                if wait.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.tick();
                }
            });
        }
        Self {
            bar,
            _finished: finished,
        }
    }

    /// One more step is done; `what` names it.
    pub fn done(&self, what: &str) {
        self.bar.set_message(what.to_string());
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
