//! What rustc says in JSON, and what of it is for the student.

use crate::result::Diagnostic;
use cargo_metadata::diagnostic::{self, DiagnosticLevel, DiagnosticSpan};
use kata_protocol::without_local_prefix;

/// One message of the compiler.
#[derive(Debug, Clone)]
pub struct RustcMessage(diagnostic::Diagnostic);

/// The messages in rustc's output; other lines are left out.
pub fn parse(output: &str) -> Vec<RustcMessage> {
    let lines = output.lines().filter(|line| line.starts_with('{'));
    let messages = lines.filter_map(|line| serde_json::from_str(line).ok());
    messages.map(RustcMessage).collect()
}

impl RustcMessage {
    /// The sentence.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Whether it is an error that says something: not a warning, not "aborting due to …".
    pub fn is_error(&self) -> bool {
        matches!(self.0.level, DiagnosticLevel::Error | DiagnosticLevel::Ice)
            && !self.message().starts_with("aborting due to")
    }

    /// The error's code, such as `E0308`; empty where it has none.
    pub fn code(&self) -> &str {
        self.0.code.as_ref().map_or("", |code| &code.code)
    }

    /// Whether it points into the folder `place`.
    pub fn is_in(&self, place: &str) -> bool {
        let starts = |span: &DiagnosticSpan| span.is_primary && span.file_name.starts_with(place);
        self.0.spans.iter().any(starts)
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
        self.0.spans.is_empty()
            && (self.message().starts_with("link") || self.message().contains("linker"))
    }

    /// All that it points at, its notes included.
    pub fn spans(&self) -> impl Iterator<Item = &DiagnosticSpan> {
        let notes = self.0.children.iter().flat_map(|note| &note.spans);
        self.0.spans.iter().chain(notes)
    }

    /// Its own words and those of its notes.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        let notes = self.0.children.iter().map(|note| note.message.as_str());
        std::iter::once(self.message()).chain(notes)
    }

    /// The source lines that it points at.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let texts = self.0.spans.iter().flat_map(|span| &span.text);
        texts.map(|line| line.text.as_str())
    }

    /// For the result: its place in the student's folder `exercise`, if it has one there.
    pub fn diagnostic(&self, exercise: &str) -> Option<Diagnostic> {
        let here = |span: &&DiagnosticSpan| span.file_name.starts_with(exercise);
        let spans = self.0.spans.iter().filter(here);
        let span = spans.clone().find(|span| span.is_primary);
        let span = span.or_else(|| self.spans().find(here))?;
        Some(Diagnostic {
            file: span.file_name.clone(),
            line: number(span.line_start),
            column: number(span.column_start),
            level: "error".into(),
            message: self.sentence(),
        })
    }

    fn sentence(&self) -> String {
        match self.code() {
            "" => self.message().to_string(),
            code => format!("{} [{code}]", self.message()),
        }
    }

    /// The compiler's own rendering, without what only this machine knows.
    pub fn rendered(&self, exercise: &str) -> String {
        let text = match &self.0.rendered {
            Some(text) => text.clone(),
            None => format!("{}\n", self.message()),
        };
        // A type's name quotes a whole path, which the line above has just said.
        let text = text.replace(&format!("@{exercise}/"), "@");
        let lines = text.split_inclusive('\n');
        let lines = lines.filter(|line| is_for_students(line));
        lines.map(without_machine).collect()
    }
}

/// A line or column as the result has it.
pub fn number(from_rustc: usize) -> u32 {
    u32::try_from(from_rustc).unwrap_or(u32::MAX)
}

/// What the compiler writes below a span; empty where it writes nothing.
pub fn label(span: &DiagnosticSpan) -> &str {
    span.label.as_deref().unwrap_or_default()
}

/// The source that a span marks, of one line.
pub fn marked(span: &DiagnosticSpan) -> &str {
    let Some(line) = span.text.first() else {
        return "";
    };
    let at = |column: usize| {
        let found = line.text.char_indices().nth(column.saturating_sub(1));
        found.map_or(line.text.len(), |(at, _)| at)
    };
    let (start, end) = (at(line.highlight_start), at(line.highlight_end));
    line.text.get(start..end).unwrap_or("").trim()
}

/// What stands in the first pair of backticks.
pub fn first_quoted(text: &str) -> String {
    nth_quoted(text, 0)
}

/// What stands in the pair of backticks that comes after `number` others.
pub fn nth_quoted(text: &str, number: usize) -> String {
    text.split('`').nth(2 * number + 1).unwrap_or("it").into()
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
    match line.split_once("--> ") {
        Some((before, path)) => format!("{before}--> {}", without_local_prefix(path)),
        None => line.into(),
    }
}

/// What rustc would write, for tests.
#[cfg(test)]
pub(crate) mod example {
    use serde_json::{Value, json};

    /// A span in one line: `marked` in the source line `text`, with a `label` below it.
    pub fn span(file: &str, text: &str, marked: &str, label: &str) -> Value {
        let at = text.find(marked).expect("the line has what is marked") + 1;
        json!({
            "file_name": file, "byte_start": 0, "byte_end": 0, "line_start": 7, "line_end": 7,
            "column_start": at, "column_end": at + marked.len(), "is_primary": true,
            "text": [{"text": text, "highlight_start": at, "highlight_end": at + marked.len()}],
            "label": label, "suggested_replacement": null, "suggestion_applicability": null,
            "expansion": null,
        })
    }

    /// An error as one line of JSON; `code` may be empty.
    pub fn error(code: &str, message: &str, spans: &[Value]) -> String {
        error_with_notes(code, message, spans, &[])
    }

    /// An error with the sentences of its notes.
    pub fn error_with_notes(code: &str, message: &str, spans: &[Value], notes: &[&str]) -> String {
        let code = (!code.is_empty()).then(|| json!({"code": code, "explanation": null}));
        let note = |words: &&str| {
            json!({
                "message": words, "code": null, "level": "help", "spans": [], "children": [],
                "rendered": null,
            })
        };
        let children: Vec<Value> = notes.iter().map(note).collect();
        let error = json!({
            "message": message, "code": code, "level": "error", "spans": spans,
            "children": children, "rendered": format!("error: {message}\n"),
        });
        format!("{error}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::{
        example::{error, error_with_notes, span},
        *,
    };

    const PLACE: &str = "exercises/a";

    fn parsed(json: &str) -> RustcMessage {
        parse(json).remove(0)
    }

    #[test]
    fn lines_that_are_no_messages_are_left_out() {
        let output = format!(
            "note\n{{\n{{\"a\": 1}}\n{}",
            error("E0308", "mismatched types", &[])
        );
        let messages = parse(&output);
        assert_eq!(messages.len(), 1);
        assert_eq!(
            (messages[0].code(), messages[0].message()),
            ("E0308", "mismatched types")
        );
    }

    #[test]
    fn a_diagnostic_stands_at_the_primary_span_in_the_students_folder() {
        let in_checks = span("hidden/checks.rs", "k::a()", "k::a()", "");
        let mut secondary = span("exercises/a/src/lib.rs", "fn a()", "a", "");
        secondary["is_primary"] = false.into();
        secondary["line_start"] = 3.into();
        let primary = span("exercises/a/src/lib.rs", "    a.await", "await", "");
        let at = |spans: &[serde_json::Value]| {
            let found = parsed(&error("E0308", "mismatched types", spans)).diagnostic(PLACE)?;
            Some((found.line, found.column))
        };
        assert_eq!(
            at(&[secondary.clone(), primary, in_checks.clone()]),
            Some((7, 7))
        );
        assert_eq!(at(&[in_checks.clone(), secondary]), Some((3, 4)));
        assert_eq!(at(&[in_checks]), None);
    }

    #[test]
    fn what_only_this_machine_knows_is_left_out_of_what_is_shown() {
        let mut message = parsed(&error("", "x", &[]));
        message.0.rendered = Some(
            "error: x\n --> /home/a/.cargo/registry/src/index-1/tokio-1.0.0/src/lib.rs:1:1\n\
             note: `{closure@exercises/a/src/lib.rs:1:1}`\n\
             note: the full name for the type has been written to '/tmp/a.txt'\n\
             help: run `cargo add rand`\n"
                .into(),
        );
        assert_eq!(
            message.rendered(PLACE),
            "error: x\n --> tokio-1.0.0/src/lib.rs:1:1\nnote: `{closure@src/lib.rs:1:1}`\n"
        );
        message.0.rendered = None;
        assert_eq!(message.rendered(PLACE), "x\n");
    }

    #[test]
    fn a_span_marks_a_part_of_its_line_also_behind_wide_letters() {
        let text = "let größe = f(&größe);";
        let json = error("", "x", &[span("a", text, "let", "")]);
        let mut message = parsed(&json);
        let mut marked_at = |start: usize, end: usize| {
            let line = &mut message.0.spans[0].text[0];
            (line.highlight_start, line.highlight_end) = (start, end);
            marked(&message.0.spans[0]).to_string()
        };
        let cases = [
            ((5, 10), "größe"),
            ((15, 21), "&größe"),
            ((15, 99), "&größe);"),
            ((9, 5), ""),
        ];
        for ((start, end), words) in cases {
            assert_eq!(marked_at(start, end), words);
        }
    }

    #[test]
    fn quoted_words_are_found_by_their_number() {
        let text = "`a` is not `b`";
        assert_eq!(first_quoted(text), "a");
        assert_eq!(
            [0, 1, 2].map(|number| nth_quoted(text, number)),
            ["a", "b", "it"]
        );
    }

    #[test]
    fn the_sentences_of_an_error_are_its_own_and_those_of_its_notes() {
        let message = parsed(&error_with_notes("", "a", &[], &["b", "c"]));
        assert_eq!(message.sentences().collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
