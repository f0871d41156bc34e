//! What rustc says in JSON, and what of it is for the student.

use crate::result::Diagnostic;
use kata_protocol::without_local_prefix;
use serde::Deserialize;

/// One message of the compiler.
#[derive(Debug, Clone, Deserialize)]
pub struct Spoken {
    /// The sentence.
    pub message: String,
    code: Option<Code>,
    level: String,
    spans: Vec<Span>,
    /// Its notes and helps.
    #[serde(default)]
    children: Vec<Spoken>,
    rendered: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Code {
    code: String,
}

/// A piece of source that a message points at.
#[derive(Debug, Clone, Deserialize)]
pub struct Span {
    /// The file, as the student knows it.
    pub file_name: String,
    /// Its first line, from 1.
    pub line_start: u32,
    /// Its last line.
    pub line_end: u32,
    column_start: u32,
    is_primary: bool,
    /// What the compiler writes below it.
    pub label: Option<String>,
    /// What the compiler would write instead.
    pub suggested_replacement: Option<String>,
    text: Vec<Line>,
}

#[derive(Debug, Clone, Deserialize)]
struct Line {
    text: String,
    highlight_start: usize,
    highlight_end: usize,
}

/// The messages in rustc's output; other lines are left out.
pub fn parse(output: &str) -> Vec<Spoken> {
    output
        .lines()
        .filter(|line| line.starts_with('{'))
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

impl Spoken {
    /// Whether it is an error that says something: not a warning, not "aborting due to …".
    pub fn is_error(&self) -> bool {
        self.level.starts_with("error") && !self.message.starts_with("aborting due to")
    }

    /// The error's code, such as `E0308`; empty where it has none.
    pub fn code(&self) -> &str {
        self.code.as_ref().map_or("", |code| &code.code)
    }

    /// Whether it points into the folder `place`.
    pub fn is_in(&self, place: &str) -> bool {
        let starts = |span: &Span| span.is_primary && span.file_name.starts_with(place);
        self.spans.iter().any(starts)
    }

    /// Whether it is about the libraries that are linked to and not about the code: the linker failed, or
    /// a crate is not there or cannot be read.
    pub fn is_about_libraries(&self) -> bool {
        const CRATES: [&str; 8] = [
            "E0460", "E0461", "E0463", "E0464", "E0514", "E0519", "E0523", "E0786",
        ];
        CRATES.contains(&self.code()) || self.is_about_linking()
    }

    fn is_about_linking(&self) -> bool {
        self.spans.is_empty()
            && (self.message.starts_with("link") || self.message.contains("linker"))
    }

    /// All that it points at, its notes included.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        let notes = self.children.iter().flat_map(|note| &note.spans);
        self.spans.iter().chain(notes)
    }

    /// Its own words and those of its notes.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        let notes = self.children.iter().map(|note| note.message.as_str());
        std::iter::once(self.message.as_str()).chain(notes)
    }

    /// The source lines that it points at.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let texts = self.spans.iter().flat_map(|span| &span.text);
        texts.map(|line| line.text.as_str())
    }

    /// For the result: its place in the student's folder `exercise`, if it has one there.
    pub fn diagnostic(&self, exercise: &str) -> Option<Diagnostic> {
        let here = |span: &&Span| span.file_name.starts_with(exercise);
        let span = self.spans.iter().filter(here).find(|span| span.is_primary);
        let span = span.or_else(|| self.spans().find(here))?;
        Some(Diagnostic {
            file: span.file_name.clone(),
            line: span.line_start,
            column: span.column_start,
            level: "error".into(),
            message: self.sentence(),
        })
    }

    fn sentence(&self) -> String {
        match self.code() {
            "" => self.message.clone(),
            code => format!("{} [{code}]", self.message),
        }
    }

    /// The compiler's own rendering, with colours, without what only this machine knows.
    pub fn rendered(&self, exercise: &str) -> String {
        let text = match &self.rendered {
            Some(text) => text.clone(),
            None => format!("{}\n", self.message),
        };
        // A type's name quotes a whole path, which the line above has just said.
        let text = text.replace(&format!("@{exercise}/"), "@");
        let said = text
            .split_inclusive('\n')
            .filter(|line| is_for_students(line));
        said.map(without_machine).collect()
    }
}

impl Span {
    /// The source that is marked, of one line.
    pub fn marked(&self) -> &str {
        let Some(line) = self.text.first() else {
            return "";
        };
        let at = |column: usize| {
            let found = line.text.char_indices().nth(column.saturating_sub(1));
            found.map_or(line.text.len(), |(at, _)| at)
        };
        let (start, end) = (at(line.highlight_start), at(line.highlight_end));
        line.text.get(start..end).unwrap_or("").trim()
    }
}

/// Advice that does not hold in a kata: on its manifest, and on files and options of this compilation.
fn is_for_students(line: &str) -> bool {
    const NOT: [&str; 4] = [
        "`cargo add ",
        "requested on the command line",
        "the full name for the type has been written to",
        "consider using `--verbose`",
    ];
    !NOT.iter().any(|words| line.contains(words))
}

/// A line that says where this machine keeps its crates or rustc its sources, without that part.
fn without_machine(line: &str) -> String {
    let Some((before, path)) = line.split_once("--> ") else {
        return line.into();
    };
    let colour_ends = match path.starts_with('\u{1b}') {
        true => path.find('m').map_or(0, |at| at + 1),
        false => 0,
    };
    let (colour, path) = path.split_at(colour_ends);
    format!("{before}--> {colour}{}", without_local_prefix(path))
}
