//! What an error may look like.

use super::cases::{boxed, cases};
use std::io;

/// An error of which every part is known.
#[derive(Debug, Clone, Copy)]
pub struct SampleError {
    /// The root cause.
    root: Root,
    /// What was added to it, the innermost first.
    contexts: &'static [&'static str],
}

#[derive(Debug, Clone, Copy)]
enum Root {
    Message(&'static str),
    Io(&'static str),
}

const ERRORS: [(&str, SampleError); 6] = [
    (
        "with an error of one line",
        SampleError {
            root: Root::Message("no such host"),
            contexts: &[],
        },
    ),
    (
        "with an error of several lines",
        SampleError {
            root: Root::Message("two disks are full:\n  the first\n  the second "),
            contexts: &[],
        },
    ),
    (
        "with an error that has a cause",
        SampleError {
            root: Root::Message("no such host"),
            contexts: &["failed to connect"],
        },
    ),
    (
        "with an error that has two causes",
        SampleError {
            root: Root::Message("no such host"),
            contexts: &["failed to connect", "failed to save: 3 of 7"],
        },
    ),
    (
        "with an error of std's",
        SampleError {
            root: Root::Io("the pipe is closed"),
            contexts: &[],
        },
    ),
    (
        "with an error whose cause is one of std's",
        SampleError {
            root: Root::Io("the pipe is closed"),
            contexts: &["failed to write Größe"],
        },
    ),
];

/// Errors that have several lines, causes or types.
///
/// ```
/// use kata_kit::{anyhow, errors};
///
/// fn pass_on(result: anyhow::Result<()>) -> anyhow::Result<()> {
///     result
/// }
///
/// for sample in errors() {
///     let error = pass_on(Err(sample.error())).unwrap_err();
///     sample.assert_kept(&format!("{error:#}"));
/// }
/// ```
pub fn errors() -> impl Iterator<Item = SampleError> {
    boxed(cases(ERRORS))
}

impl SampleError {
    /// The error, made anew.
    pub fn error(&self) -> anyhow::Error {
        let root = match self.root {
            Root::Message(text) => anyhow::Error::msg(text),
            Root::Io(text) => anyhow::Error::new(io::Error::other(text)),
        };
        let contexts = self.contexts.iter();
        contexts.fold(root, |error, context| error.context(*context))
    }

    /// Its texts, that of the root cause first.
    pub fn texts(&self) -> impl Iterator<Item = &'static str> {
        let (Root::Message(root) | Root::Io(root)) = self.root;
        std::iter::once(root).chain(self.contexts.iter().copied())
    }

    /// Every text of the error must be in `shown`, which is what `{:#}` gives of the one that came out.
    ///
    /// # Panics
    ///
    /// If one is not, with the misconception that is behind it.
    #[track_caller]
    pub fn assert_kept(&self, shown: &str) {
        let Some(lost) = self.texts().find(|text| !shown.contains(text)) else {
            return;
        };
        let outermost = self.texts().last().unwrap_or_default();
        let root = self.texts().next().unwrap_or_default();
        let why = if outermost != root && shown.contains(outermost) {
            "A cause got lost. `{}` and `to_string` give only the outermost text of an error; `{:#}` gives all of \
             them. An error that is passed on as it is, or with `.context(…)`, keeps its causes."
        } else if outermost != root && shown.contains(root) {
            "Only the root cause is left. What was added to it on the way says what failed: pass the whole error on."
        } else if lost
            .lines()
            .any(|line| !line.is_empty() && shown.contains(line.trim()))
        {
            "Only a part of the text is left. A text may have several lines: pass it on as it is."
        } else {
            "The text of the error got lost: pass the error on, or add context to it."
        };
        let promised = format!("{:#}", self.error());
        panic!("The error was {promised:?}, and {shown:?} is what came of it.\n{why}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assert::caught_call;

    #[test]
    fn an_error_that_is_passed_on_or_gets_a_context_is_kept() {
        for sample in errors() {
            sample.assert_kept(&format!("{:#}", sample.error()));
            sample.assert_kept(&format!("{:#}", sample.error().context("failed")));
        }
    }

    #[test]
    fn a_lost_part_is_named() {
        let (_, sample) = ERRORS[3];
        let said = |shown: &str| {
            let failed = caught_call(|| sample.assert_kept(shown));
            failed.expect_err("it fails").text().to_string()
        };
        assert!(said("failed to save: 3 of 7").contains("A cause got lost"));
        assert!(said("no such host").contains("Only the root cause"));
        assert!(said("it failed").contains("The text of the error got lost"));
        let (_, sample) = ERRORS[1];
        let failed = caught_call(|| sample.assert_kept("two disks are full:"));
        let text = failed.expect_err("it fails").text().to_string();
        assert!(text.contains("Only a part of the text is left"), "{text}");
    }
}
