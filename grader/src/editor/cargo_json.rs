//! The lines that `cargo check --message-format=json` writes, as far as rust-analyzer reads them.

use serde::Serialize;
use std::ops::Range;
use textwrap::core::display_width;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum CargoLine {
    /// Something to show. The first of a package removes what earlier runs have shown of it.
    CompilerMessage(CompilerMessage),
    /// A package was compiled, which removes what earlier runs have shown of it.
    CompilerArtifact(CompilerArtifact),
}

/// Something to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CompilerMessage {
    /// What it belongs to.
    pub package_id: String,
    /// The library that it is about; without one the line is not read.
    pub target: Target,
    /// What is shown.
    pub message: Message,
}

/// A package that was compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CompilerArtifact {
    /// The package.
    pub package_id: String,
    /// Its library.
    pub target: Target,
    profile: Profile,
    features: [String; 0],
    filenames: [String; 0],
    executable: Option<String>,
    /// Whether nothing was to do. Then rust-analyzer does not look at the line.
    fresh: bool,
}

impl CompilerArtifact {
    /// Without any files.
    pub fn new(package_id: String, target: Target) -> Self {
        Self {
            package_id,
            target,
            profile: Profile::default(),
            features: [],
            filenames: [],
            executable: None,
            fresh: false,
        }
    }
}

/// A library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    kind: [&'static str; 1],
    crate_types: [&'static str; 1],
    /// Its name.
    pub name: String,
    /// Its first file, relative to the workspace.
    pub src_path: String,
    edition: &'static str,
}

impl Target {
    /// The library `name` in `src_path`.
    pub fn library(name: String, src_path: String) -> Self {
        Self {
            kind: ["lib"],
            crate_types: ["lib"],
            name,
            src_path,
            edition: "2024",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Profile {
    opt_level: &'static str,
    debuginfo: u8,
    debug_assertions: bool,
    overflow_checks: bool,
    test: bool,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            opt_level: "0",
            debuginfo: 0,
            debug_assertions: true,
            overflow_checks: true,
            test: false,
        }
    }
}

/// What is shown, in rustc's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The sentence.
    pub message: String,
    /// What the message is about, as `kata::check_name`: rust-analyzer says `kata` in the place of `rustc`.
    pub code: Option<Code>,
    /// How bad it is.
    pub level: Level,
    /// Where it is; without a primary one nothing is shown.
    pub spans: Vec<Span>,
    /// Further lines of the message.
    pub children: Vec<Note>,
    /// All of it as plain text.
    pub rendered: Option<String>,
}

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Code {
    code: String,
    explanation: Option<String>,
}

impl Code {
    /// The code without an explanation of its own.
    pub fn new(code: String) -> Self {
        Self {
            code,
            explanation: None,
        }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It is wrong: red.
    Error,
    /// Something that is not about the code stands in the way: yellow.
    Warning,
    /// It is still to do: blue.
    Note,
}

impl Level {
    /// The word that rustc begins a message with.
    pub fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

/// A further line of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    message: String,
    code: Option<Code>,
    level: Level,
    spans: [Span; 0],
    children: [String; 0],
    rendered: Option<String>,
}

impl From<String> for Note {
    fn from(message: String) -> Self {
        Self {
            message,
            code: None,
            level: Level::Note,
            spans: [],
            children: [],
            rendered: None,
        }
    }
}

/// A place in a file, within a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The file, relative to the workspace.
    pub file_name: String,
    /// Bytes of the file from its beginning, all that is in it counted.
    pub byte_start: usize,
    /// Likewise.
    pub byte_end: usize,
    /// The line, from 1.
    pub line_start: usize,
    /// The same line.
    pub line_end: usize,
    /// The column, from 1, in characters. A byte order mark is none.
    pub column_start: usize,
    /// The column behind the last one.
    pub column_end: usize,
    /// Whether the message is shown here; else its label is.
    pub is_primary: bool,
    /// The line, from which rust-analyzer counts in its own units.
    pub text: [SpanLine; 1],
    /// What is to be said of this place.
    pub label: Option<String>,
    suggested_replacement: Option<String>,
    suggestion_applicability: Option<String>,
    expansion: Option<String>,
}

/// The line of a span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpanLine {
    /// Its text.
    pub text: String,
    highlight_start: usize,
    highlight_end: usize,
}

impl Span {
    /// The characters `columns`, counted from 0, of a line that begins with byte `line_start` of the file.
    pub fn in_line(
        file: String,
        line: usize,
        line_start: usize,
        text: &str,
        columns: Range<usize>,
    ) -> Self {
        let bytes_before = |column: usize| -> usize {
            let characters = text.chars().take(column);
            line_start + characters.map(char::len_utf8).sum::<usize>()
        };
        let (column_start, column_end) = (columns.start + 1, columns.end + 1);
        Self {
            file_name: file,
            byte_start: bytes_before(columns.start),
            byte_end: bytes_before(columns.end),
            line_start: line,
            line_end: line,
            column_start,
            column_end,
            is_primary: true,
            text: [SpanLine {
                text: text.into(),
                highlight_start: column_start,
                highlight_end: column_end,
            }],
            label: None,
            suggested_replacement: None,
            suggestion_applicability: None,
            expansion: None,
        }
    }

    /// The place and its line, as rustc draws them.
    pub fn drawn(&self) -> String {
        let [line] = &self.text;
        let number = self.line_start.to_string();
        let margin = " ".repeat(number.len());
        // A tab is as wide as rustc makes it.
        let shown = |text: &str| text.replace('\t', "    ");
        let part = |from: usize, to: usize| -> String {
            let part = line.text.chars().skip(from - 1).take(to - from);
            shown(&part.collect::<String>())
        };
        let before = display_width(&part(1, self.column_start));
        let marked = display_width(&part(self.column_start, self.column_end)).max(1);
        let (file, column) = (&self.file_name, self.column_start);
        let (text, blanks, marks) = (shown(&line.text), " ".repeat(before), "^".repeat(marked));
        format!(
            "{margin}--> {file}:{number}:{column}\n{margin} |\n{number} | {text}\n{margin} | {blanks}{marks}\n"
        )
    }

    /// The same place, at which the message is not shown, but only this `label`.
    pub fn labelled(self, label: String) -> Self {
        Self {
            is_primary: false,
            label: Some(label),
            ..self
        }
    }
}
