//! Panics of the student's code: caught, and explained instead of only shown.

use crate::report::{place_of, text_of};
use futures::{FutureExt as _, future::LocalBoxFuture};
use kata_protocol::{POLLED_AFTER_ITS_END, is_polled_after_its_end, is_todo};
use std::{
    any::Any,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

/// The misconception behind a panic with this text, if it is known.
pub(super) type Explanation<'a, 'w> = Box<dyn FnOnce(&str) -> Option<&'w str> + 'a>;

/// Ends when `future` ends, or with its panic. A limit goes around this, not inside: its own panic needs no explaining.
pub(super) fn caught(future: LocalBoxFuture<'_, ()>) -> LocalBoxFuture<'_, Result<(), Panicked>> {
    Box::pin(async move {
        let ended = AssertUnwindSafe(future).catch_unwind().await;
        ended.map_err(Panicked::new)
    })
}

/// What `call` gives, or its panic.
///
/// # Errors
///
/// If the call panics.
pub fn caught_call<T>(call: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(call)).map_err(Panicked::new)
}

/// A panic that came out of the student's code.
pub struct Panicked {
    payload: Box<dyn Any + Send>,
    text: String,
}

impl Panicked {
    fn new(payload: Box<dyn Any + Send>) -> Self {
        let text = text_of(&*payload);
        Self { payload, text }
    }

    /// The words that it was raised with.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the student has a `todo!()` still to fill in.
    pub fn is_todo(&self) -> bool {
        is_todo(&self.text)
    }

    /// Fails the check: `what` panicked, with these words, and `why` names the misconception. A
    /// `todo!()` that is still to be filled in explains itself and is [raised again](Self::resume); so does, in
    /// the place of `why`, a future that was polled after its end.
    ///
    /// # Panics
    ///
    /// Always: that is how a check fails.
    #[track_caller]
    pub fn explain(self, what: &str, why: &str) -> ! {
        if self.is_todo() {
            self.resume();
        }
        let why = if is_polled_after_its_end(&self.text) {
            POLLED_AFTER_ITS_END
        } else {
            why
        };
        let place = place_of(&self.text);
        let where_it_was = match place.rsplit_once(':') {
            // Of other places, tokio's for example, the words tell more than the line.
            Some((file, line)) if file.starts_with("exercises/") => {
                format!(" in line {line} of {file}:\n")
            }
            _ => ": ".into(),
        };
        panic!("{what} panicked{where_it_was}{}\n{why}", self.text);
    }

    pub(super) fn explain_if(self, what: &str, why: Explanation<'_, '_>) -> ! {
        match why(&self.text) {
            Some(why) => self.explain(what, why),
            None => self.resume(),
        }
    }

    /// Raises the panic again, as if it had not been caught.
    ///
    /// # Panics
    ///
    /// Always, with the payload that was caught.
    pub fn resume(self) -> ! {
        resume_unwind(self.payload)
    }
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Panicked").field(&self.text).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(call: impl FnOnce()) -> String {
        caught_call(call).expect_err("it panics").text().to_string()
    }

    #[test]
    fn a_panic_is_explained_with_its_words() {
        let explained = || {
            let full: fn() = || panic!("the disk {} is full", 7);
            caught_call(full).unwrap_or_else(|panic| panic.explain("`save`", "Return the error."));
        };
        let words = words_of(explained);
        assert_eq!(
            words,
            "`save` panicked: the disk 7 is full\nReturn the error."
        );
    }

    #[test]
    fn a_future_that_is_polled_after_its_end_explains_itself() {
        let explained = || {
            let ended: fn() = || panic!("`async fn` resumed after completion");
            caught_call(ended).unwrap_or_else(|panic| panic.explain("`save`", "Return the error."));
        };
        let words = words_of(explained);
        assert!(words.ends_with(POLLED_AFTER_ITS_END), "{words}");
    }

    #[test]
    fn a_todo_explains_itself() {
        let explained = || {
            let unwritten: fn() = || todo!();
            caught_call(unwritten)
                .unwrap_or_else(|panic| panic.explain("`save`", "Return the error."));
        };
        assert_eq!(words_of(explained), "not yet implemented");
    }
}
