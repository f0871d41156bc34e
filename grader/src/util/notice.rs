//! What is going on, on standard error, beside the report on standard output.

use std::{
    io::Write as _,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// What is being done, while it takes its time.
    Work,
    /// How much of a known number of steps is done.
    Progress,
    /// Something that a person should know when the work is over.
    Warning,
    /// Why there is no result.
    Error,
}

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// Its text, in one line.
    pub text: String,
}

/// Whether another process of the grader reads standard error: then every line says its kind.
static IS_READ_BY_A_PROGRAM: AtomicBool = AtomicBool::new(false);

/// From now on every notice is written so that [`Notice::parse`] can read it.
pub fn write_for_a_program() {
    IS_READ_BY_A_PROGRAM.store(true, Ordering::Relaxed);
}

/// Whether notices are written for another process.
pub fn is_written_for_a_program() -> bool {
    IS_READ_BY_A_PROGRAM.load(Ordering::Relaxed)
}

/// Says on standard error what is going on.
pub fn print(kind: NoticeKind, text: &str) {
    let line = if is_written_for_a_program() {
        format!("{}\t{}", kind.word(), text.replace('\n', " "))
    } else {
        text.to_string()
    };
    // Without standard error the work goes on all the same.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Says `what` is going on if it is still going on after this time; dropped before that, it says nothing.
pub fn print_if_slow(time: Duration, what: &'static str) -> Option<Sender<()>> {
    let (over, waits) = mpsc::channel();
    let tells = move || {
        if waits.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
            print(NoticeKind::Work, what);
        }
    };
    // Without a thread there is no notice, and the work goes on all the same.
    thread::Builder::new().spawn(tells).is_ok().then_some(over)
}

impl NoticeKind {
    fn word(self) -> &'static str {
        match self {
            NoticeKind::Work => "work",
            NoticeKind::Progress => "progress",
            NoticeKind::Warning => "warning",
            NoticeKind::Error => "error",
        }
    }
}

impl Notice {
    /// Reads a line of another process. Lines that are no notice, such as cargo's, are about work.
    pub fn parse(line: &str) -> Self {
        let all = [
            NoticeKind::Work,
            NoticeKind::Progress,
            NoticeKind::Warning,
            NoticeKind::Error,
        ];
        let parted = line.split_once('\t').and_then(|(word, text)| {
            let kind = all.into_iter().find(|kind| kind.word() == word)?;
            Some((kind, text))
        });
        let (kind, text) = parted.unwrap_or((NoticeKind::Work, line));
        Self {
            kind,
            text: text.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_its_kind_or_is_about_work() {
        let notice = |line: &str| {
            let Notice { kind, text } = Notice::parse(line);
            (kind, text)
        };
        let kept = "warning: the result is not kept";
        assert_eq!(
            notice(&format!("warning\t{kept}")),
            (NoticeKind::Warning, kept.into())
        );
        for line in ["   Compiling tokio v1.54.1", "other\ttext", ""] {
            assert_eq!(notice(line), (NoticeKind::Work, line.into()));
        }
    }
}
