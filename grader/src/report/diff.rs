//! Two versions of a file: side by side where the screen is wide, one below the other elsewhere.

use crate::report::style::{faint, styled};
use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, DiffOp, TextDiff};
use textwrap::core::display_width;

/// From so many columns on, two versions fit beside each other.
const WIDE: usize = 120;
/// Wider lines are hard to compare.
const WIDEST: usize = 220;
/// Lines that are shown around a difference.
const AROUND: usize = 3;

const GONE: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

/// The differences from `theirs` to `ours`, for a screen of this `width`; `None` in a pipe.
pub fn files(theirs: &str, ours: &str, width: Option<usize>) -> String {
    let diff = TextDiff::from_lines(theirs, ours);
    let mut text = String::new();
    for group in diff.grouped_ops(AROUND) {
        if !text.is_empty() {
            text.push_str(&format!("{}\n", faint("  …")));
        }
        for op in &group {
            let lines = lines(&diff, op);
            match width.filter(|width| *width >= WIDE) {
                Some(width) => text.push_str(&beside(&lines, width.min(WIDEST))),
                None => text.extend(lines.iter().map(|line| line.below() + "\n")),
            }
        }
    }
    text
}

/// A line of one of the versions.
struct Line {
    tag: ChangeTag,
    /// Its numbers in their version and in ours, from 1.
    numbers: [Option<usize>; 2],
    /// Its text in pieces, with those that really differ marked.
    pieces: Vec<(bool, String)>,
}

fn lines(diff: &TextDiff<'_, '_, str>, op: &DiffOp) -> Vec<Line> {
    diff.iter_inline_changes(op)
        .map(|change| Line {
            tag: change.tag(),
            numbers: [change.old_index(), change.new_index()].map(|index| index.map(|at| at + 1)),
            pieces: change
                .iter_strings_lossy()
                .map(|(marked, text)| (marked, text.trim_end_matches('\n').replace('\t', "    ")))
                .collect(),
        })
        .collect()
}

impl Line {
    fn sign(&self) -> char {
        match self.tag {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => ' ',
        }
    }

    fn style(&self, marked: bool) -> Style {
        let style = match self.tag {
            ChangeTag::Delete => GONE,
            ChangeTag::Insert => NEW,
            ChangeTag::Equal => return Style::new(),
        };
        if marked {
            style.bold().underline()
        } else {
            style
        }
    }

    /// As a line of a unified diff.
    fn below(&self) -> String {
        let pieces = self.pieces.iter();
        let text: String = pieces
            .map(|(marked, text)| styled(self.style(*marked), text))
            .collect();
        styled(self.style(false), &self.sign().to_string()) + &text
    }

    /// As rows of exactly `width` columns, with its number in the version with this index.
    fn rows(&self, version: usize, width: usize) -> Vec<String> {
        const MARGIN: usize = 7;
        let number = self.numbers[version].map_or(String::new(), |number| number.to_string());
        let sign = styled(self.style(false), &self.sign().to_string());
        let mut rows = vec![format!("{} {sign} ", faint(&format!("{number:>4}")))];
        let mut used = MARGIN;
        for (marked, text) in &self.pieces {
            for character in text.chars() {
                let character = character.to_string();
                let columns = display_width(&character);
                if used + columns > width {
                    rows.push(" ".repeat(MARGIN));
                    used = MARGIN;
                }
                used += columns;
                let last = rows.len() - 1;
                rows[last].push_str(&styled(self.style(*marked), &character));
            }
        }
        let last = rows.len() - 1;
        rows[last].push_str(&" ".repeat(width.saturating_sub(used)));
        rows
    }
}

/// The lines of one difference, theirs on the left and ours on the right.
fn beside(lines: &[Line], width: usize) -> String {
    const BETWEEN: &str = " | ";
    let half = (width - BETWEEN.len()) / 2;
    let on = |side: ChangeTag| {
        lines
            .iter()
            .filter(move |line| line.tag == side || line.tag == ChangeTag::Equal)
    };
    let (mut left, mut right) = (on(ChangeTag::Delete), on(ChangeTag::Insert));
    let mut text = String::new();
    loop {
        let pair = (left.next(), right.next());
        if pair.0.is_none() && pair.1.is_none() {
            return text;
        }
        let left = pair.0.map_or(Vec::new(), |line| line.rows(0, half));
        let right = pair.1.map_or(Vec::new(), |line| line.rows(1, half));
        for row in 0..left.len().max(right.len()) {
            let cell = |rows: &[String]| rows.get(row).cloned().unwrap_or_else(|| " ".repeat(half));
            let line = format!("{}{}{}", cell(&left), faint(BETWEEN), cell(&right));
            text.push_str(&format!("{}\n", line.trim_end()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::files;

    const THEIRS: &str = "fn a() {\n    one();\n    two(1);\n}\n";
    const OURS: &str = "fn a() {\n    two(2);\n    three();\n}\n";

    fn plain(width: Option<usize>) -> String {
        anstream::adapter::strip_str(&files(THEIRS, OURS, width)).to_string()
    }

    #[test]
    fn in_a_pipe_and_on_a_narrow_screen_lines_stand_below_each_other() {
        let unified = " fn a() {\n-    one();\n-    two(1);\n+    two(2);\n+    three();\n }\n";
        assert_eq!(plain(None), unified);
        assert_eq!(plain(Some(80)), unified);
    }

    #[test]
    fn on_a_wide_screen_the_versions_stand_beside_each_other() {
        let text = plain(Some(120));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        for line in &lines {
            assert_eq!(line.find(" | "), Some(58), "{text}");
            assert!(line.len() <= 120);
        }
        assert!(lines[1].starts_with("   2 -     one();"), "{text}");
        assert!(lines[1].contains("|    2 +     two(2);"), "{text}");
    }

    #[test]
    fn a_long_line_goes_on_below_itself() {
        let long = format!("let x = [{}];\n", "1, ".repeat(100));
        let text = anstream::adapter::strip_str(&files("", &long, Some(120))).to_string();
        assert!(text.lines().count() > 5);
        assert!(text.lines().all(|line| line.chars().count() <= 120));
    }
}
