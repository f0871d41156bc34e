//! A report before it is fitted to a screen: lines of prose, which may be broken between words, and lines that
//! are drawn for their columns.

use crate::util::text::{inert, plain};

/// Lines in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    lines: Vec<Line>,
}

/// One line. Its text may have colours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A line that may be broken between words.
    Prose {
        /// What stands before its text: blanks, a sign.
        prefix: String,
        /// The text.
        text: String,
        /// How far its further pieces are indented.
        indent: usize,
    },
    /// A picture's, a table's, the compiler's, source: made for its columns. Or a command for a shell, whose
    /// end is the line's end.
    Drawn(String),
}

impl Document {
    /// Prose with the indentation that its lines have.
    pub fn of_prose(text: &str) -> Self {
        let mut document = Self::default();
        document.prose(0, text);
        document
    }

    /// Adds every line of `text` as prose, `indent` columns further to the right.
    pub fn prose(&mut self, indent: usize, text: &str) {
        for line in text.lines() {
            let text = line.trim_start_matches(' ');
            let indent = indent + line.len() - text.len();
            self.lines.push(Line::Prose {
                prefix: " ".repeat(indent),
                text: text.into(),
                indent,
            });
        }
    }

    /// Adds prose behind `prefix`, below whose end its further pieces stand.
    pub fn item(&mut self, prefix: &str, text: &str) {
        self.lines.push(Line::Prose {
            prefix: prefix.into(),
            text: text.into(),
            indent: textwrap::core::display_width(&plain(prefix)),
        });
    }

    /// Adds every line of `text` as it is, `indent` columns further to the right.
    pub fn drawn(&mut self, indent: usize, text: &str) {
        let blanks = " ".repeat(indent);
        let line = |line: &str| format!("{blanks}{line}");
        let lines = text.lines();
        let lines = lines.map(|text| line(text).trim_end().to_string());
        self.lines.extend(lines.map(Line::Drawn));
    }

    /// Adds an empty line.
    pub fn blank(&mut self) {
        self.lines.push(Line::Drawn(String::new()));
    }

    /// Adds all of another one.
    pub fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// Takes away what is empty at the end.
    pub fn trim_end(&mut self) {
        while self.lines.last().is_some_and(Line::is_blank) {
            self.lines.pop();
        }
    }

    /// The lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// All lines, whatever their length. It may be printed into the log of a job.
    pub fn to_text(&self) -> String {
        let lines = self.lines.iter().map(|line| match line {
            Line::Prose { prefix, text, .. } => format!("{prefix}{text}"),
            Line::Drawn(text) => text.clone(),
        });
        let lines = lines.map(|line| format!("{}\n", line.trim_end()));
        inert(&lines.collect::<String>())
    }
}

impl Line {
    fn is_blank(&self) -> bool {
        match self {
            Line::Prose { prefix, text, .. } => (prefix.trim(), text.trim()) == ("", ""),
            Line::Drawn(text) => text.trim().is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_document_has_all_its_lines() {
        let mut document = Document::of_prose("a\n  b\n");
        document.item("  ✗ ", "c");
        document.drawn(2, "d |\n\ne");
        document.blank();
        assert_eq!(document.to_text(), "a\n  b\n  ✗ c\n  d |\n\n  e\n\n");
        document.trim_end();
        assert_eq!(document.lines().len(), 6);
    }
}
