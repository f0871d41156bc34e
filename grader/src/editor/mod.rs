//! What rust-analyzer is told of katas, so that an editor shows a failing promise where the code is. It is told as
//! rustc's errors are: in the lines of JSON that cargo writes.
//!
//! Every kata is a package of its own. Its first line removes what was shown of it before, so that one that passes
//! by now is quiet at once.

pub mod cargo_check;
mod cargo_json;
mod source;
mod subject;

use crate::{
    catalog::Kata,
    report::{human, matrix},
    result::{
        Block, CheckResult, Diagnostic, KataResult, KataStatus, OrderPicture, OrderRow, Place,
    },
    submission::Files,
    util::text::plain,
};
pub use cargo_json::CargoLine;
use cargo_json::{Code, CompilerArtifact, CompilerMessage, Level, Message, Note, Span, Target};
use source::Source;
use std::cell::OnceCell;
use subject::{Item, Items};

/// Of a failing order so many steps are shown, the last ones.
const MOST_STEPS: usize = 24;

/// An answer to a kata, as far as it is shown in an editor.
#[derive(Debug)]
pub struct Answer<'a> {
    kata: &'a Kata,
    files: &'a Files,
    /// Only what fails needs them.
    items: OnceCell<Items>,
}

impl<'a> Answer<'a> {
    /// `files` as an answer to `kata`; none of them where they cannot be read.
    pub fn new(kata: &'a Kata, files: &'a Files) -> Self {
        Self {
            kata,
            files,
            items: OnceCell::new(),
        }
    }

    /// What is told of `result` as soon as it is known. An error of the compiler is left to rustc, see
    /// [`Self::rejection`].
    pub fn verdict(&self, result: &KataResult) -> Vec<CargoLine> {
        let mut lines = vec![self.removal()];
        match result.status {
            KataStatus::Failed => lines.extend(self.failures(result)),
            KataStatus::SignatureChanged => lines.extend(self.rejection(result)),
            KataStatus::NotGraded | KataStatus::Refused => lines.push(self.not_graded(result)),
            KataStatus::Passed
            | KataStatus::NotStarted
            | KataStatus::DoesNotCompile
            | KataStatus::Missing => {}
        }
        lines
    }

    /// Why the code of `result` cannot be checked, at each of its places.
    pub fn rejection(&self, result: &KataResult) -> Vec<CargoLine> {
        let is_api = result.status == KataStatus::SignatureChanged;
        let name = if is_api {
            "signature_changed"
        } else {
            "does_not_compile"
        };
        let whole = Block::join(&result.blocks);
        let notes: Vec<String> = in_short(&result.blocks).map(str::to_string).collect();
        let shown = |message: &str, span: Span| {
            self.line(Shown {
                name,
                level: Level::Error,
                message,
                spans: vec![span],
                notes: notes.clone(),
                body: &whole,
            })
        };
        if result.diagnostics.is_empty() {
            let first = whole.lines().next().unwrap_or_default();
            return vec![shown(first, self.whole_kata())];
        }
        let place = |found: &Diagnostic| {
            let (line, column) = (found.line as usize, found.column as usize);
            let source = self.source(&found.file);
            let span = if is_api {
                source.line(line)
            } else {
                source.rest_at(line, column)
            };
            shown(&found.message, span)
        };
        result.diagnostics.iter().map(place).collect()
    }

    /// That this kata is the next one, where there is something to fill in.
    pub fn next(&self) -> CargoLine {
        let todo = subject::first_todo(self.files);
        let (kata, place) = (self.kata, todo.map(|todo| self.span_of_item(&todo)));
        let lesson = format!(
            "Read {}/README.md. Whenever you save, the checks are run, and what fails is shown here.",
            kata.exercise
        );
        self.line(Shown {
            name: "next",
            level: Level::Note,
            message: &format!("Next: {} ({})", kata.name, kata.settings.title),
            spans: vec![place.unwrap_or_else(|| self.whole_kata())],
            body: &lesson,
            notes: vec![lesson.clone()],
        })
    }

    fn failures(&self, result: &KataResult) -> Vec<CargoLine> {
        let broken = result.checks.iter().filter(|check| check.is_broken());
        broken.map(|check| self.failure(result, check)).collect()
    }

    fn failure(&self, result: &KataResult, check: &CheckResult) -> CargoLine {
        let promise = with_numbers(check);
        if let Some(todo) = &check.todo {
            return self.line(Shown {
                name: &check.name,
                level: Level::Note,
                message: &format!("Still to be written: {promise}"),
                spans: vec![self.span_of_line(&todo.file, todo.line)],
                notes: Vec::new(),
                body: "",
            });
        }
        let spans = self.spans_of_failure(check);
        let parts = [
            &check.observed_in_its_case(),
            &check.details,
            &check.explanation,
        ];
        let mut notes: Vec<String> = parts.into_iter().map(|part| plain(part)).collect();
        notes.retain(|note| !note.is_empty());
        if let Some(cause) = cause(result, check) {
            notes = vec![format!(
                "It only follows from another failure: {}",
                cause.promise
            )];
        }
        let mut body = human::of_failure(check, &[], usize::MAX);
        if let Some(mutants) = &result.mutants {
            body.blank();
            body.append(matrix::document(mutants, 0, usize::MAX));
        }
        self.line(Shown {
            name: &check.name,
            level: Level::Error,
            message: &promise,
            spans,
            notes,
            body: &textwrap::dedent(&plain(&body.to_text())),
        })
    }

    /// Where a check failed, the likeliest place first, and what led there.
    fn spans_of_failure(&self, check: &CheckResult) -> Vec<Span> {
        let mut places = check.stuck_at.iter();
        let Some(first) = places.next() else {
            let item = self.items().of_check(self.kata, &check.name);
            return vec![item.map_or_else(|| self.whole_kata(), |item| self.span_of_item(item))];
        };
        let span = |place: &Place| self.span_of_line(&place.file, place.line);
        let mut spans = vec![span(first)];
        let orders = check.orders.as_ref();
        match orders.and_then(|orders| orders.failing.as_ref()) {
            Some(order) => spans.extend(self.steps(order)),
            None => spans.extend(places.map(|place| span(place).labelled(ALSO_HERE.into()))),
        }
        spans
    }

    /// The lines of an order, in the order in which they ran.
    fn steps(&self, order: &OrderPicture) -> Vec<Span> {
        let thread = |row: &OrderRow| order.threads.get(row.thread).map_or("", String::as_str);
        let span = |row: &OrderRow| self.span_of_line(&row.file, row.line);
        let ran = (1..).zip(&order.rows).map(|(number, row)| {
            let old = if row.sees_an_old_value {
                ", and still sees an older value"
            } else {
                ""
            };
            let label = format!("{}: {} step{old}", thread(row), ordinal(number));
            (row, label)
        });
        let ends = order.waiting.iter().map(|row| {
            let end = order.end_of(row.thread).trim_start_matches([' ', 'x']);
            (row, format!("{}: {end}", thread(row)))
        });
        let in_files = |(row, _): &(&OrderRow, String)| !row.file.is_empty();
        let all: Vec<_> = ran.chain(ends).filter(in_files).collect();
        let last = all.len().saturating_sub(MOST_STEPS);
        let label = |(row, label): &(&OrderRow, String)| span(row).labelled(plain(label));
        all[last..].iter().map(label).collect()
    }

    /// What is not the student's fault, or could not be read.
    fn not_graded(&self, result: &KataResult) -> CargoLine {
        let why = result.message();
        self.line(Shown {
            name: "not_graded",
            level: Level::Warning,
            message: &format!("{} is not graded.", self.kata.name),
            spans: vec![self.whole_kata()],
            notes: vec![plain(&why)],
            body: &why,
        })
    }

    fn items(&self) -> &Items {
        self.items.get_or_init(|| Items::of(self.files))
    }

    /// Where what is about the whole kata is shown.
    fn whole_kata(&self) -> Span {
        match self.items().first() {
            Some(item) => self.span_of_item(item),
            None => self.span_of_line(&self.main_file(), 1),
        }
    }

    fn span_of_item(&self, item: &Item) -> Span {
        let file = format!("{}/{}", self.kata.exercise, item.file);
        self.source(&file)
            .characters(item.line, item.columns.clone())
    }

    fn span_of_line(&self, file: &str, line: u32) -> Span {
        self.source(file).line(line as usize)
    }

    /// The file with this path in the repository; empty if it is none of the answer.
    fn source<'b>(&'b self, file: &'b str) -> Source<'b> {
        let inside = file.strip_prefix(&self.kata.exercise);
        let inside = inside.and_then(|file| file.strip_prefix('/'));
        let text = inside.and_then(|file| self.files.get(file));
        Source {
            file,
            text: text.map_or("", String::as_str),
        }
    }

    /// The first file that the student is given.
    fn main_file(&self) -> String {
        let file = self.kata.stub.keys().next().map_or("", String::as_str);
        format!("{}/{file}", self.kata.exercise)
    }

    /// The line that only removes what was shown of the kata.
    fn removal(&self) -> CargoLine {
        CargoLine::CompilerArtifact(CompilerArtifact::new(self.package(), self.target()))
    }

    fn line(&self, shown: Shown<'_>) -> CargoLine {
        CargoLine::CompilerMessage(CompilerMessage {
            package_id: self.package(),
            target: self.target(),
            message: shown.into_message(),
        })
    }

    fn package(&self) -> String {
        format!("kata:{}", self.kata.name)
    }

    fn target(&self) -> Target {
        Target::library(self.kata.name.clone(), self.main_file())
    }
}

const ALSO_HERE: &str = "and here";

/// What is shown at a place, the first of its spans.
struct Shown<'a> {
    name: &'a str,
    level: Level,
    message: &'a str,
    spans: Vec<Span>,
    notes: Vec<String>,
    /// What the whole text has below the message and its place.
    body: &'a str,
}

impl Shown<'_> {
    fn into_message(self) -> Message {
        let message = plain(self.message);
        let code = format!("kata::{}", self.name);
        let place = self.spans.first().map(Span::drawn).unwrap_or_default();
        let rendered = format!(
            "{}[{code}]: {message}\n{place}\n{}",
            self.level.word(),
            plain(self.body)
        );
        Message {
            message,
            code: Some(Code::new(code)),
            level: self.level,
            spans: self.spans,
            children: self.notes.into_iter().map(Note::from).collect(),
            rendered: Some(rendered.trim_end().to_string() + "\n"),
        }
    }
}

/// The failure that makes this one fail as well, and says more.
fn cause<'a>(result: &'a KataResult, check: &CheckResult) -> Option<&'a CheckResult> {
    let is_cause = |other: &&CheckResult| check.follows.contains(&other.name) && other.is_broken();
    result.checks.iter().find(is_cause)
}

/// The promise, and which one of the README it is.
fn with_numbers(check: &CheckResult) -> String {
    let numbers = check.of_promises();
    if numbers.is_empty() {
        check.promise.clone()
    } else {
        format!("{} ({numbers})", check.promise)
    }
}

/// What the compiler's errors mean in the katas' terms.
fn in_short(blocks: &[Block]) -> impl Iterator<Item = &str> {
    blocks.iter().filter_map(|block| match block {
        Block::InShort(text) => Some(text.as_str()),
        Block::Prose(_) | Block::Rustc(_) | Block::Code(_) => None,
    })
}

/// `1st`, `2nd`, `11th`.
fn ordinal(number: usize) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
