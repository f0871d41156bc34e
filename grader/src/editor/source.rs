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

/// The text without the byte order mark that some editors put before it: that belongs to no line.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

impl<'a> Source<'a> {
    /// What stands in `line`, counted from 1, without the blanks around it. Where that line is empty or not there,
    /// it is the line's beginning.
    pub fn line(self, line: usize) -> Span {
        let text = self.text_of(line).1;
        let end = text.trim_end().chars().count();
        let begin = text.chars().take_while(|c| c.is_whitespace()).count();
        self.characters(line, begin..end.max(begin))
    }

    /// The word, or the rest of the line, that begins at `column`, counted from 1.
    pub fn rest_at(self, line: usize, column: usize) -> Span {
        let begin = column.saturating_sub(1);
        let rest = self.text_of(line).1.chars().skip(begin);
        let is_of_word = |c: &char| c.is_alphanumeric() || *c == '_';
        let word = rest.take_while(is_of_word).count();
        if word > 0 {
            self.characters(line, begin..begin + word)
        } else {
            let whole = self.line(line);
            self.characters(line, begin..(whole.column_end - 1).max(begin))
        }
    }

    /// Some characters of `line`, counted from 0.
    pub fn characters(self, line: usize, columns: Range<usize>) -> Span {
        let (begin, text) = self.text_of(line);
        Span::in_line(self.file.into(), line, begin, text, columns)
    }

    /// The byte with which a line begins, and its text without its end.
    fn text_of(self, line: usize) -> (usize, &'a str) {
        let text = without_mark(self.text);
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

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "\u{feff}fn mü() -> u8 { \"ä\" }\r\n// 🦀\r\n\tfn x() -> u8 { /* 🦀 */ \"a\" }\r\n";

    fn source() -> Source<'static> {
        Source {
            file: "src/lib.rs",
            text: TEXT,
        }
    }

    fn place(span: &Span) -> (Range<usize>, usize, Range<usize>) {
        let columns = span.column_start..span.column_end;
        (span.byte_start..span.byte_end, span.line_start, columns)
    }

    /// What rustc 1.95 says of the two strings, neither of which is a number.
    #[test]
    fn places_are_those_of_rustc_with_a_mark_tabs_umlauts_and_line_ends_of_windows() {
        let span = source().characters(1, 16..19);
        assert_eq!(place(&span), (20..24, 1, 17..20));
        let span = source().characters(3, 24..27);
        assert_eq!(place(&span), (64..67, 3, 25..28));
    }

    #[test]
    fn a_line_is_marked_without_the_blanks_around_it() {
        let span = source().line(3);
        assert_eq!(place(&span), (38..69, 3, 2..30));
        let drawn = " --> src/lib.rs:3:2
  |
3 |     fn x() -> u8 { /* 🦀 */ \"a\" }
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
";
        assert_eq!(span.drawn(), drawn);
    }

    #[test]
    fn from_a_column_on_a_word_is_marked_or_the_rest_of_the_line() {
        assert_eq!(place(&source().rest_at(1, 4)), (6..9, 1, 4..6));
        assert_eq!(place(&source().rest_at(1, 6)).2, 6..22);
        assert_eq!(place(&source().rest_at(1, 99)).2, 99..99);
    }

    #[test]
    fn an_empty_line_and_one_behind_the_end_are_marked_at_their_beginning() {
        let source = Source {
            text: "fn a() {\n    \n}",
            ..source()
        };
        assert_eq!(place(&source.line(2)), (13..13, 2, 5..5));
        assert_eq!(place(&source.line(3)), (14..15, 3, 1..2));
        assert_eq!(place(&source.line(9)), (15..15, 9, 1..1));
        assert_eq!(
            source.line(9).drawn(),
            " --> src/lib.rs:9:1\n  |\n9 | \n  | ^\n"
        );
    }
}
