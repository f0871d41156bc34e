//! Panics that are known by their texts.

/// Whether a panic with this text comes from a `todo!()` that is still to be filled in.
pub fn is_todo(panic_text: &str) -> bool {
    panic_text.starts_with("not yet implemented")
}

/// Whether a panic with this text comes from a future that was polled again after it had ended: rustc's, tokio's and
/// those of the crate `futures` say so in different words.
pub fn is_polled_after_its_end(panic_text: &str) -> bool {
    const WORDS: [&str; 6] = [
        "resumed after completion",
        "resumed after panicking",
        "polled after ",
        "must not be polled again",
        "cannot poll Select twice",
        "called after complete",
    ];
    WORDS.iter().any(|words| panic_text.contains(words))
}

/// What such a panic teaches.
pub const POLLED_AFTER_ITS_END: &str = "A future was polled again that had already ended. Remember which futures \
    are done, and leave those alone: a `select!` in a loop, for example, polls every branch in every turn.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn futures_that_were_polled_too_often_are_known_by_what_they_say() {
        for text in [
            "`async fn` resumed after completion",
            "`async fn` resumed after panicking",
            "Map must not be polled after it returned `Poll::Ready`",
            "MaybeDone polled after value taken",
            "called after complete",
        ] {
            assert!(is_polled_after_its_end(text), "{text}");
        }
        assert!(!is_polled_after_its_end("the disk is full"));
    }
}
