//! Places in a student's file, in the bytes, lines and columns that rustc would give them.

use super::cargo_json::Span;
use std::ops::Range;

/// A student's file.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its path in the repository.
    pub file: &'a str,
    /// Its text, as it is on the disk.
    pub text: &'a str,
}

/// What some editors put before the text; it belongs to no line.
const BYTE_ORDER_MARK: char = '\u{feff}';

impl<'a> Source<'a> {
    /// What stands in `line`, counted from 1, without the blanks around it. Where that line is empty or not there,
    /// it is the line's beginning.
    pub fn line(self, line: usize) -> Span {
        let text = self.text_of(line).1;
        let blanks = text.chars().take_while(|c| c.is_whitespace()).count();
        let end = text.trim_end().chars().count();
        self.characters(line, blanks.min(end)..end)
    }

    /// Some characters of `line`, counted from 0.
    pub fn characters(self, line: usize, columns: Range<usize>) -> Span {
        let (begin, text) = self.text_of(line);
        Span::in_line(self.file.into(), line, begin, text, columns)
    }

    /// The byte with which a line begins, and its text without its end.
    fn text_of(self, line: usize) -> (usize, &'a str) {
        let text = self.text.strip_prefix(BYTE_ORDER_MARK);
        let text = text.unwrap_or(self.text);
        let mut begin = self.text.len() - text.len();
        for (number, whole) in (1..).zip(text.split_inclusive('\n')) {
            if number == line {
                let text = whole.strip_suffix('\n').unwrap_or(whole);
                return (begin, text.strip_suffix('\r').unwrap_or(text));
            }
            begin += whole.len();
        }
        (begin, "")
    }
}
