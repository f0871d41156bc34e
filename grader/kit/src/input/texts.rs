//! What a text may look like.

use super::cases::{boxed, cases};

const TEXTS: [(&str, &str); 6] = [
    ("with an empty text", ""),
    ("with a text of several lines", "one\n\nthree\n"),
    ("with a text with spaces at both ends", "  two words "),
    ("with a text with colons", "a: b::c:"),
    (
        "with a text in other letters than English has",
        "Größe ≠ 尺寸 🦀",
    ),
    ("with a text with a form feed", "page\u{c}break"),
];

/// Texts that are easily cut, trimmed, split or counted in another unit.
///
/// ```
/// use kata_kit::{assert_same, texts};
///
/// for text in texts() {
///     let sent = text.to_string();
///     assert_same("what came", &*sent, text, "A text is passed on as it is.");
/// }
/// ```
pub fn texts() -> impl Iterator<Item = &'static str> {
    boxed(cases(TEXTS))
}
