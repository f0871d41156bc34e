//! Which public item a student changed, when their crate compiles but the checks do not compile against it.

use super::{Rejection, RejectionKind, explain, rustc_message::RustcMessage};
use crate::{
    catalog::Kata,
    result::{Block, Diagnostic},
    submission::Files,
    util::text::plain,
};

/// What to say of checks that do not compile against a crate that does: which signatures are not as
/// the stub gives them; or, where they are, what the compiler found in the student's own lines.
pub fn explain_mismatch(kata: &Kata, files: &Files, errors: &[RustcMessage]) -> Rejection {
    let answer = PublicItems::of(files);
    let promised = kata.stub.values().flat_map(|text| public_items(text));
    let changed: Vec<PublicItem> = promised.filter(|item| !answer.has(item)).collect();
    let is_blamed = |item: &&PublicItem| errors.iter().any(|error| mentions(error, &item.name));
    let blamed: Vec<&PublicItem> = changed.iter().filter(is_blamed).collect();
    if !blamed.is_empty() {
        return answer.differ(kata, &blamed);
    }
    if let Some(rejection) = inside_a_function(kata, files, errors) {
        return rejection;
    }
    if !changed.is_empty() {
        return answer.differ(kata, &changed.iter().collect::<Vec<_>>());
    }
    unexplained(kata, errors)
}

/// What the compiler says, where no item is different: some trait of the student's may get in the way.
fn unexplained(kata: &Kata, errors: &[RustcMessage]) -> Rejection {
    let first = plain(errors.first().map_or("nothing", RustcMessage::message));
    // For the author of the checks.
    let line = errors.first().and_then(|error| {
        let mut spans = error.spans();
        spans.find(|span| !span.file_name.starts_with(&kata.exercise))
    });
    let line = line.map_or(String::new(), |span| {
        format!(" (line {} of the checks)", span.line_start)
    });
    let place = place(
        kata,
        "src/lib.rs",
        1,
        format!("the checks cannot call this: {first}"),
    );
    Rejection {
        kind: RejectionKind::ApiChanged,
        blocks: vec![Block::Prose(format!(
            "{CHANGED}The compiler says: {first}{line}\n"
        ))],
        diagnostics: vec![place],
    }
}

const CHANGED: &str = "Your code compiles, but the checks cannot call it: a public name or signature is not as the exercise gave it.\n";

/// An error over what a function does inside, such as a future that is not `Send`: it is found only
/// when somebody uses the function. The same mistake is found once for every check.
fn inside_a_function(kata: &Kata, files: &Files, errors: &[RustcMessage]) -> Option<Rejection> {
    let place = |error: &RustcMessage| error.diagnostic(&kata.exercise);
    let mut placed = errors
        .iter()
        .filter_map(|error| Some((error, place(error)?)));
    let (error, place) = placed.next()?;
    let sentence = plain(error.message());
    let quoted = quote(kata, files, error);
    Some(Rejection {
        kind: RejectionKind::DoesNotCompile,
        blocks: vec![
            Block::Prose(
                "Your code compiles by itself, but not the way the checks use it, which the kata promises.\n\n"
                    .into(),
            ),
            Block::Rustc(format!("error: {sentence}\n{quoted}\n")),
            Block::InShort(explain::in_short(error)?),
            explain::way_on(kata, true),
        ],
        diagnostics: vec![place],
    })
}

/// The student's lines that an error in the checks points at; the compiler has not got their text.
fn quote(kata: &Kata, files: &Files, error: &RustcMessage) -> String {
    const MOST: usize = 16;
    let folder = format!("{}/", kata.exercise);
    let here = error
        .spans()
        .filter_map(|span| Some((span, span.file_name.strip_prefix(&folder)?)));
    // The widest is the body of the function, which has the mistake in it.
    let widest = here.max_by_key(|(span, _)| span.line_end - span.line_start);
    let Some((span, source)) = widest.and_then(|(span, file)| Some((span, files.get(file)?)))
    else {
        return String::new();
    };
    let (first, last) = (span.line_start, span.line_end);
    let mut text = format!("   --> {}:{first}\n    |\n", span.file_name);
    let lines = source
        .lines()
        .enumerate()
        .skip(first - 1)
        .take(last + 1 - first);
    for (index, line) in lines.take(MOST) {
        text.push_str(&format!("{:>3} | {}\n", index + 1, plain(line)));
    }
    text
}

/// The public items in a student's files.
struct PublicItems<'a>(Vec<(&'a String, PublicItem)>);

impl<'a> PublicItems<'a> {
    fn of(files: &'a Files) -> Self {
        let each = |(file, text): (&'a String, &'a String)| {
            public_items(text)
                .into_iter()
                .map(move |found| (file, found))
        };
        Self(files.iter().flat_map(each).collect())
    }

    fn has(&self, promised: &PublicItem) -> bool {
        self.0
            .iter()
            .any(|(_, theirs)| theirs.text == promised.text)
    }

    /// The rejection of an answer in which these promised items are different.
    fn differ(&self, kata: &Kata, promised: &[&PublicItem]) -> Rejection {
        let mut blocks = vec![Block::Prose(CHANGED.into())];
        let mut diagnostics = Vec::new();
        for PublicItem { name, text, .. } in promised {
            blocks.push(Block::Prose(format!("\n`{name}` must be\n")));
            blocks.push(Block::Code(format!("    {text}\n")));
            let sentence = format!("`{name}` must be `{text}`");
            match self.0.iter().find(|(_, theirs)| theirs.name == *name) {
                Some((file, theirs)) => {
                    let line = theirs.line;
                    blocks.push(Block::Prose(format!(
                        "and yours is, in line {line} of {}/{file}\n",
                        kata.exercise
                    )));
                    blocks.push(Block::Code(format!("    {}\n", theirs.text)));
                    diagnostics.push(place(kata, file, line, sentence));
                }
                None => {
                    blocks.push(Block::Prose(
                        "but yours has no public item of that name.\n".into(),
                    ));
                    diagnostics.push(place(kata, "src/lib.rs", 1, sentence));
                }
            }
        }
        Rejection {
            kind: RejectionKind::ApiChanged,
            blocks,
            diagnostics,
        }
    }
}

fn place(kata: &Kata, file: &str, line: u32, message: String) -> Diagnostic {
    let file = format!("{}/{file}", kata.exercise);
    let level = "error".into();
    Diagnostic {
        file,
        line,
        column: 1,
        level,
        message,
    }
}

fn mentions(error: &RustcMessage, name: &str) -> bool {
    let is_name = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| word == name)
    };
    is_name(error.message()) || error.lines().any(is_name)
}

/// A public item up to its body, with white space folded.
#[derive(Debug)]
struct PublicItem {
    name: String,
    text: String,
    /// Where it starts in its file, from 1.
    line: u32,
}

const KINDS: [&str; 5] = ["fn", "struct", "enum", "type", "trait"];

/// The public items of a source, by their first words; good enough to compare with a stub, whose
/// text we know.
fn public_items(source: &str) -> Vec<PublicItem> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices("pub ") {
        let before = source[..at].rsplit('\n').next().unwrap_or_default();
        let item = &source[at..];
        let kind = item.split_whitespace().nth(1).unwrap_or_default();
        // What a type holds is its own affair.
        let ends: &[char] = match kind {
            "struct" | "enum" => &['{', '(', ';'],
            _ => &['{', ';'],
        };
        let end = item.find(ends).unwrap_or(item.len());
        let words: Vec<&str> = item[..end].split_whitespace().collect();
        if let Some(name) = name_of(&words.join(" ")).filter(|_| !before.contains("//")) {
            found.push(PublicItem {
                name,
                text: without_layout(&words.join(" ")),
                line: source[..at].matches('\n').count() as u32 + 1,
            });
        }
    }
    found
}

/// Takes out what differs between two ways to write the same signature.
fn without_layout(text: &str) -> String {
    let pairs = [
        ("(mut ", "("),
        (", mut ", ", "),
        (",)", ")"),
        ("( ", "("),
        (", )", ")"),
        (" )", ")"),
    ];
    let text = pairs
        .iter()
        .fold(text.to_string(), |text, (from, to)| text.replace(from, to));
    text.trim_end_matches(',').to_string()
}

/// The name of an item; `None` for a field, which has no kind before its name.
fn name_of(text: &str) -> Option<String> {
    const BEFORE_A_KIND: [&str; 5] = ["pub", "async", "const", "unsafe", "extern"];
    let mut words = text.split([' ', '(', '<', ':', '=']).peekable();
    while words.next_if(|word| BEFORE_A_KIND.contains(word)).is_some() {}
    words.next().filter(|word| KINDS.contains(word))?;
    words.find(|word| !word.is_empty()).map(str::to_string)
}

#[cfg(test)]
mod tests;
