//! What the terminal in front of a person can show, and documents fitted to it: prose is broken between words,
//! and paths can be clicked. In a pipe text stays as it is.

use super::document::{Document, Line};
use crate::util::text::{inert, plain};
use anyhow::Context as _;
use console::Term;
use std::{
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Lines of prose do not get longer than this, however wide the terminal is.
const WIDEST: usize = 100;

/// Where a report is shown.
#[derive(Debug, Clone, Default)]
pub struct Screen {
    /// The folder that paths are relative to, where links are understood.
    links: Option<PathBuf>,
    /// Whether the editor around the terminal has links of its own.
    in_vscode: bool,
}

/// The columns of standard output at this moment; `None` in a pipe.
pub fn columns() -> Option<usize> {
    size().map(|(_, columns)| columns)
}

impl Screen {
    /// Standard output, for files of the copy of the repository in `root`.
    pub fn of_stdout(root: &Path) -> Self {
        let links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        Self {
            links: root.canonicalize().ok().filter(|_| links),
            in_vscode: std::env::var_os("TERM_PROGRAM").is_some_and(|name| name == "vscode"),
        }
    }

    /// Prints prose, fitted.
    pub fn print(&self, text: &str) {
        self.print_document(&Document::of_prose(text));
    }

    /// Prints what fits already.
    pub fn show(&self, text: &str) {
        write(text);
    }

    /// Prints a document, fitted.
    pub fn print_document(&self, document: &Document) {
        write(&self.linked(&fitted(document, columns())));
    }

    /// Prints the beginning of `document`, fitted: as much as takes no more than `rows`. Returns how many
    /// lines are left out.
    pub fn print_beginning(&self, document: &Document, rows: usize) -> usize {
        let columns = columns();
        let fitted = fitted(document, columns);
        let mut room = rows;
        let fits = |line: &&str| {
            let needed = rows_of(line, columns);
            let fits = needed <= room;
            room = if fits { room - needed } else { 0 };
            fits
        };
        let shown: String = fitted
            .lines()
            .take_while(fits)
            .map(|line| format!("{line}\n"))
            .collect();
        write(&self.linked(&shown));
        fitted.lines().count() - shown.lines().count()
    }

    /// How many rows `document` takes on the terminal.
    pub fn rows_of(&self, document: &Document) -> usize {
        let columns = columns();
        let fitted = fitted(document, columns);
        fitted.lines().map(|line| rows_of(line, columns)).sum()
    }

    /// Makes every path of a file in the repository a link, with the line where one is named.
    fn linked(&self, text: &str) -> String {
        let Some(root) = &self.links else {
            return text.into();
        };
        let mut linked = String::new();
        let mut rest = text;
        while let Some(start) = next_path(rest) {
            let (before, path) = rest.split_at(start);
            let in_path = |c: char| c.is_alphanumeric() || "_-./".contains(c);
            let end = path.find(|c| !in_path(c)).unwrap_or(path.len());
            let path = path[..end].trim_end_matches('.');
            let behind = &rest[start + path.len()..];
            let line = line_behind(behind).or_else(|| line_before(before));
            linked.push_str(before);
            if root.join(path).is_file() {
                linked.push_str(&self.link(&root.join(path), line, path));
            } else {
                linked.push_str(path);
            }
            rest = behind;
        }
        linked + rest
    }

    fn link(&self, file: &Path, line: Option<u32>, text: &str) -> String {
        let file = percent_encoded(&file.to_string_lossy());
        let target = match (line, self.in_vscode) {
            (line, true) => format!("vscode://file{file}:{}", line.unwrap_or(1)),
            (Some(line), false) => format!("file://{file}#{line}"),
            (None, false) => format!("file://{file}"),
        };
        format!("\u{1b}]8;;{target}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
    }
}

/// What stood in the way of the output, from the first time on.
static FAILURE: Mutex<Option<io::Error>> = Mutex::new(None);

/// Writes `text` to standard output as it is, without colours in a pipe. What cannot be written is told by
/// [`failure`], and nothing is written after it.
pub fn write(text: &str) {
    let mut failure = FAILURE.lock().unwrap_or_else(PoisonError::into_inner);
    if failure.is_none() {
        let mut out = anstream::stdout();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        *failure = written.err();
    }
}

/// Whether some output could not be written: work that goes on for long should end then.
pub fn has_failed() -> bool {
    let failure = FAILURE.lock().unwrap_or_else(PoisonError::into_inner);
    failure.is_some()
}

/// An error if some output could not be written: a result that was not shown must not look like a pass.
/// The error has no words if the reader has seen enough and closed the pipe.
pub fn failure() -> anyhow::Result<()> {
    let mut failure = FAILURE.lock().unwrap_or_else(PoisonError::into_inner);
    match failure.take() {
        None => Ok(()),
        Some(error) if error.kind() == ErrorKind::BrokenPipe => Err(NobodyReads.into()),
        Some(error) => Err(error).context("failed to write the output"),
    }
}

/// The reader of the output has closed it, so that no message can be shown either.
#[derive(Debug)]
pub struct NobodyReads;

impl std::fmt::Display for NobodyReads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the reader of the output has closed it")
    }
}

impl std::error::Error for NobodyReads {}

/// Prints prose to standard error, fitted to it.
pub fn print_error(text: &str) {
    let size = Term::stderr().size_checked();
    let columns = size.map(|(_, columns)| columns.into());
    let text = fitted(&Document::of_prose(text), columns);
    // Without standard error there is no way left to say so.
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// The rows and columns of the terminal at standard output at this moment; `None` in a pipe.
pub fn size() -> Option<(usize, usize)> {
    let size = Term::stdout().size_checked();
    size.map(|(rows, columns)| (rows.into(), columns.into()))
}

/// How many rows a line takes where a row has so many columns.
fn rows_of(line: &str, columns: Option<usize>) -> usize {
    let width = textwrap::core::display_width(&anstream::adapter::strip_str(line).to_string());
    columns.map_or(1, |columns| width.div_ceil(columns.max(1)).max(1))
}

/// All lines in pieces that fit `columns`. It may be printed into the log of a job.
fn fitted(document: &Document, columns: Option<usize>) -> String {
    let width = columns.map_or(usize::MAX, |columns| columns.clamp(20, WIDEST));
    let lines = document.lines().iter().map(|line| match line {
        Line::Drawn(text) => text.clone(),
        Line::Prose {
            prefix,
            text,
            indent,
        } => fitted_prose(prefix, text, *indent, width),
    });
    inert(&lines.map(|line| line + "\n").collect::<String>())
}

/// Prose behind `prefix` in pieces of at most `width` columns; all but the first are indented by `indent`.
fn fitted_prose(prefix: &str, text: &str, indent: usize, width: usize) -> String {
    let columns = |text: &str| textwrap::core::display_width(&plain(text));
    if columns(prefix) + columns(text) <= width {
        return format!("{prefix}{text}");
    }
    if !plain(text).contains(' ') {
        // A path is better found in one piece, further to the left.
        let room = width.saturating_sub(columns(text));
        let moved = format!("{}{text}", " ".repeat(room.min(indent)));
        return match prefix.trim_end() {
            "" => moved,
            prefix => format!("{prefix}\n{moved}"),
        };
    }
    let further = " ".repeat(indent.min(width / 2));
    let options = textwrap::Options::new(width)
        .initial_indent(prefix)
        .subsequent_indent(&further)
        .break_words(false)
        // A path or an option with a hyphen is typed or clicked as a whole.
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

/// A path as a part of an address.
fn percent_encoded(path: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    path.bytes().map(encoded).collect()
}

fn next_path(text: &str) -> Option<usize> {
    let starts = ["exercises/", "solutions/"].map(|top| text.find(top));
    starts.into_iter().flatten().min()
}

/// The number in `:12` behind a path.
fn line_behind(text: &str) -> Option<u32> {
    let digits = text.strip_prefix(':')?;
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// The number in `line 12 of ` before a path.
fn line_before(text: &str) -> Option<u32> {
    let (_, number) = text.strip_suffix(" of ")?.rsplit_once("line ")?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prose with its own indentation, fitted.
    fn fitted_text(text: &str, width: usize) -> String {
        let text = fitted(&Document::of_prose(text), Some(width));
        text.trim_end().to_string()
    }

    #[test]
    fn prose_is_broken_between_words_and_keeps_its_indentation() {
        let line = format!("      {}", "word ".repeat(40));
        let pieces = fitted_text(line.trim_end(), 80);
        assert!(
            pieces
                .lines()
                .all(|line| line.len() <= 80 && line.starts_with("      w"))
        );
        assert_eq!(pieces.split_whitespace().count(), 40);
        let unfitted = fitted(&Document::of_prose(&line), None);
        assert_eq!(unfitted.trim_end(), line.trim_end());
    }

    #[test]
    fn further_pieces_stand_below_what_they_continue() {
        let mut document = Document::default();
        document.item("  ✗ ", "this goes on for more than thirty columns");
        let promise = fitted(&document, Some(30));
        assert_eq!(
            promise,
            "  ✗ this goes on for more than\n    thirty columns\n"
        );
    }

    #[test]
    fn a_line_takes_as_many_rows_as_it_is_wide() {
        let line = format!("\u{1b}[1m{}\u{1b}[0m", "x".repeat(41));
        let rows = [None, Some(41), Some(40), Some(20)].map(|columns| rows_of(&line, columns));
        assert_eq!(rows, [1, 1, 2, 3]);
        assert_eq!(rows_of("", Some(40)), 1);
    }

    #[test]
    fn a_long_path_moves_to_the_left() {
        let path = "        exercises/a/b.rs:123";
        assert_eq!(fitted_text(path, 24), "    exercises/a/b.rs:123");
        assert_eq!(fitted_text(path, 20), "exercises/a/b.rs:123");
    }

    #[test]
    fn what_is_drawn_is_not_broken() {
        let line = format!("10 |     let x = {};", "1 + ".repeat(40));
        let mut document = Document::default();
        document.drawn(0, &line);
        assert_eq!(fitted(&document, Some(40)), line + "\n");
    }

    #[test]
    fn paths_are_links_to_their_lines() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("a parent");
        let screen = Screen {
            links: Some(root.into()),
            ..Screen::default()
        };
        let file = "exercises/03_tasks_and_waiting/02_wait_for_first/src/lib.rs";
        let target = format!("file://{}/{file}", root.display());
        for (text, line) in [
            (format!(" --> {file}:12:5\n"), "#12"),
            (format!("in line 7 of {file}.\n"), "#7"),
            (format!("see {file}\n"), ""),
        ] {
            let linked = screen.linked(&text);
            assert!(linked.contains(&format!(
                "\u{1b}]8;;{target}{line}\u{1b}\\{file}\u{1b}]8;;\u{1b}\\"
            )));
            assert_eq!(anstream::adapter::strip_str(&linked).to_string(), text);
        }
        assert_eq!(screen.linked("exercises/none.rs"), "exercises/none.rs");
        assert_eq!(percent_encoded("/my katas/ü"), "/my%20katas/%C3%BC");
    }
}
