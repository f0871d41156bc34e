//! What goes on, for work that takes its time: a bar on a terminal after a second, and elsewhere, after two
//! seconds and then less and less often, a line on stderr.

use super::{
    ci::in_ci,
    notice::{self, NoticeKind},
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::IsTerminal as _,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

/// Work that is done by then is not shown on a terminal.
const A_SECOND: Duration = Duration::from_secs(1);
/// The longest silence where there is no bar.
const SILENCE: Duration = Duration::from_secs(2);

/// Progress over a known number of steps. It vanishes when it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    /// Dropping it tells the thread that waits that there is nothing more to show.
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
        let shown = bar.clone();
        let on_a_terminal = std::io::stderr().is_terminal() && !in_ci();
        let tells = move || {
            if !on_a_terminal {
                tell_from_time_to_time(&shown, &wait);
            } else if has_passed(A_SECOND, &wait) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.tick();
            }
        };
        // Where the system has no thread left, the work goes on without.
        let _ = thread::Builder::new().spawn(tells);
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

/// Whether `time` has passed before the work was done.
fn has_passed(time: Duration, finished: &Receiver<()>) -> bool {
    finished.recv_timeout(time) == Err(RecvTimeoutError::Timeout)
}

fn tell_from_time_to_time(bar: &ProgressBar, finished: &Receiver<()>) {
    let mut passed = Duration::ZERO;
    let mut pause = SILENCE;
    while has_passed(pause, finished) {
        passed += pause;
        pause = passed;
        let (what, done) = (bar.prefix(), bar.position());
        let steps = bar.length().unwrap_or_default();
        let seconds = passed.as_secs();
        notice::print(
            NoticeKind::Progress,
            &format!("{what}: {done} of {steps} done after {seconds} s"),
        );
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
