//! The panics of this process: where each of them happened.

use std::{any::Any, sync::Mutex};

/// So many panics are kept, the latest ones.
const MAX_KEPT: usize = 64;

/// What is appended to the text of a panic that was cut off.
const CUT_OFF: &str = " …";

/// The latest panics.
#[derive(Debug, Default)]
pub(super) struct PanicLog {
    panics: Mutex<Vec<NotedPanic>>,
}

/// A panic, when it began.
#[derive(Debug, Clone, Default)]
pub(super) struct NotedPanic {
    pub text: String,
    /// Where it happened, as `file:line`; empty if that is not known.
    pub place: String,
    /// The case that the check was trying, if any.
    pub case: String,
}

impl PanicLog {
    /// Keeps a panic, unless another thread is at it: a panic hook must not wait.
    pub(super) fn note(&self, panic: NotedPanic) {
        if let Ok(mut panics) = self.panics.try_lock() {
            panics.push(panic);
            let surplus = panics.len().saturating_sub(MAX_KEPT);
            panics.drain(..surplus);
        }
    }

    /// The latest panic with this text; one that says nothing if it is not known.
    pub(super) fn find(&self, text: &str) -> NotedPanic {
        let Ok(panics) = self.panics.try_lock() else {
            return NotedPanic::default();
        };
        let beginning = text.trim_end_matches(CUT_OFF);
        let mut latest_first = panics.iter().rev();
        let found = latest_first.find(|panic| panic.text.starts_with(beginning));
        found.cloned().unwrap_or_default()
    }
}

/// The text of a panic: a literal is a `&str`, a formatted one a `String`.
pub(crate) fn text_of(payload: &(dyn Any + Send)) -> String {
    let literal = payload.downcast_ref::<&str>().map(|text| text.to_string());
    literal
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".into())
}

/// The text, or its beginning if it is longer than a signed outcome can hold.
pub(super) fn shortened(text: String) -> String {
    const MAX_CHARS: usize = 8 * 1024;
    match text.char_indices().nth(MAX_CHARS) {
        Some((at, _)) => format!("{}{CUT_OFF}", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, place: &str) -> NotedPanic {
        NotedPanic {
            text: text.into(),
            place: place.into(),
            case: String::new(),
        }
    }

    #[test]
    fn the_latest_panic_with_the_text_is_found_also_by_its_beginning() {
        let log = PanicLog::default();
        let long = "x".repeat(10_000);
        for (text, place) in [("no", "a.rs:1"), ("no", "a.rs:2"), (&long, "b.rs:3")] {
            log.note(at(text, place));
        }
        assert_eq!(log.find("no").place, "a.rs:2");
        assert_eq!(log.find(&shortened(long)).place, "b.rs:3");
        assert_eq!(log.find("another").place, "");
    }

    #[test]
    fn only_the_latest_panics_are_kept() {
        let log = PanicLog::default();
        for number in 0..=MAX_KEPT {
            log.note(at(&format!("number {number}."), &format!("a.rs:{number}")));
        }
        assert_eq!(log.find("number 0.").place, "");
        assert_eq!(log.find("number 1.").place, "a.rs:1");
    }
}
