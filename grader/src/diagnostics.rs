//! What rustc says in JSON, and what of it is for the student.

use crate::result::Diagnostic;
use serde::Deserialize;

/// One message of the compiler.
#[derive(Debug, Clone, Deserialize)]
pub struct Spoken {
    /// The sentence.
    pub message: String,
    code: Option<Code>,
    level: String,
    spans: Vec<Span>,
    rendered: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Code {
    code: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Span {
    file_name: String,
    line_start: u32,
    column_start: u32,
    is_primary: bool,
    text: Vec<Line>,
}

#[derive(Debug, Clone, Deserialize)]
struct Line {
    text: String,
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

    /// Whether it points into the folder `place`.
    pub fn is_in(&self, place: &str) -> bool {
        let starts = |span: &Span| span.is_primary && span.file_name.starts_with(place);
        self.spans.iter().any(starts)
    }

    /// Whether the machine is to blame: the linker failed, or a library of ours cannot be loaded.
    pub fn is_ours(&self) -> bool {
        const CANNOT_LOAD: [&str; 6] = ["E0460", "E0461", "E0462", "E0514", "E0519", "E0786"];
        let loading = |Code { code }: &Code| CANNOT_LOAD.contains(&code.as_str());
        self.code.as_ref().is_some_and(loading) || self.is_about_linking()
    }

    fn is_about_linking(&self) -> bool {
        self.spans.is_empty()
            && (self.message.starts_with("link") || self.message.contains("linker"))
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
        let span = span.or_else(|| self.spans.iter().find(here))?;
        Some(Diagnostic {
            file: span.file_name.clone(),
            line: span.line_start,
            column: span.column_start,
            level: "error".into(),
            message: self.sentence(),
        })
    }

    fn sentence(&self) -> String {
        match &self.code {
            Some(Code { code }) => format!("{} [{code}]", self.message),
            None => self.message.clone(),
        }
    }
}

/// The compiler's own rendering, with colours, of the first few errors.
pub fn rendered(errors: &[&Spoken]) -> String {
    const SHOWN: usize = 5;
    let mut text: String = errors
        .iter()
        .take(SHOWN)
        .map(|error| {
            error
                .rendered
                .clone()
                .unwrap_or_else(|| format!("{}\n", error.message))
        })
        .collect();
    if errors.len() > SHOWN {
        text.push_str(&format!("… and {} more errors\n", errors.len() - SHOWN));
    }
    text
}
