//! Says which public signature a student changed, when their crate compiles but the checks do not
//! compile against it.

use crate::{
    catalog::Kata,
    rejection::{self as complaint, Complaint, explain, rustc_message::Spoken},
    report::human::strong,
    result::Diagnostic,
    submission::Files,
    util::text::plain,
};

/// What to say of checks that do not compile against a crate that does: which signatures are not as
/// the stub gives them; or, where they are, what the compiler found in the student's own lines.
pub fn complaint(kata: &Kata, files: &Files, spoken: &[Spoken]) -> Complaint {
    let errors: Vec<&Spoken> = spoken.iter().filter(|s| s.is_error()).collect();
    let theirs = Theirs::of(files);
    let changed: Vec<Signature> = kata
        .stub
        .values()
        .flat_map(|text| signatures(text))
        .filter(|promised| !theirs.have(promised))
        .collect();
    let blamed = |promised: &&Signature| errors.iter().any(|s| mentions(s, &promised.name));
    let shown: Vec<&Signature> = changed.iter().filter(blamed).collect();
    if !shown.is_empty() {
        return theirs.differ(kata, &shown);
    }
    if let Some(complaint) = inside(kata, files, &errors) {
        return complaint;
    }
    if !changed.is_empty() {
        return theirs.differ(kata, &changed.iter().collect::<Vec<_>>());
    }
    // A trait of theirs can have put anything into it.
    let first = plain(errors.first().map_or("nothing", |s| &s.message));
    // For whoever writes the checks.
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
    Complaint::SignatureChanged(
        format!("{CHANGED}The compiler says: {first}{line}\n"),
        vec![place],
    )
}

const CHANGED: &str = "Your code compiles, but the checks cannot call it: a public name or signature is not as the exercise gave it.\n";

/// An error over what a function does inside, such as a future that is not `Send`: it is found only
/// when somebody uses the function. The same mistake is found once for every check.
fn inside(kata: &Kata, files: &Files, errors: &[&Spoken]) -> Option<Complaint> {
    let places = |error: &Spoken| error.diagnostic(&kata.exercise);
    let (error, place) = errors
        .iter()
        .find_map(|error| Some((error, places(error)?)))?;
    let text = format!(
        "Your code compiles by itself, but not the way the checks use it, which the kata promises.\n\n\
         {} {}\n{}\n{} {}\n\n{}",
        strong("error:"),
        plain(&error.message),
        quoted(kata, files, error),
        strong("In short:"),
        explain::in_short(error)?,
        complaint::stuck(&kata.exercise),
    );
    Some(Complaint::DoesNotCompile(text, vec![place]))
}

/// The student's lines that an error in the checks points at; the compiler has not got their text.
fn quoted(kata: &Kata, files: &Files, error: &Spoken) -> String {
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
    let (first, last) = (span.line_start as usize, span.line_end as usize);
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

/// The public signatures in a student's files.
struct Theirs<'a>(Vec<(&'a String, Signature)>);

impl<'a> Theirs<'a> {
    fn of(files: &'a Files) -> Self {
        let each = |(file, text): (&'a String, &'a String)| {
            signatures(text).into_iter().map(move |found| (file, found))
        };
        Self(files.iter().flat_map(each).collect())
    }

    fn have(&self, promised: &Signature) -> bool {
        self.0
            .iter()
            .any(|(_, theirs)| theirs.text == promised.text)
    }

    /// That these promised signatures are not theirs.
    fn differ(&self, kata: &Kata, promised: &[&Signature]) -> Complaint {
        let mut message = String::from(CHANGED);
        let mut places = Vec::new();
        for Signature { name, text, .. } in promised {
            message.push_str(&format!("\n`{name}` must be\n    {text}\n"));
            let sentence = format!("`{name}` must be `{text}`");
            match self.0.iter().find(|(_, theirs)| theirs.name == *name) {
                Some((file, theirs)) => {
                    let line = theirs.line;
                    message.push_str(&format!(
                        "and yours is, in line {line} of {}/{file}\n    {}\n",
                        kata.exercise, theirs.text
                    ));
                    places.push(place(kata, file, line, sentence));
                }
                None => {
                    message.push_str("but yours has no public item of that name.\n");
                    places.push(place(kata, "src/lib.rs", 1, sentence));
                }
            }
        }
        Complaint::SignatureChanged(message, places)
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

fn mentions(spoken: &Spoken, name: &str) -> bool {
    let is_name = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| word == name)
    };
    is_name(&spoken.message) || spoken.lines().any(is_name)
}

/// A public item up to its body, with white space folded.
#[derive(Debug)]
struct Signature {
    name: String,
    text: String,
    /// Where it starts in its file, from 1.
    line: u32,
}

const KINDS: [&str; 5] = ["fn", "struct", "enum", "type", "trait"];

/// The public items of a source, by their first words; good enough to compare with a stub, whose
/// text we know.
fn signatures(source: &str) -> Vec<Signature> {
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
            found.push(Signature {
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
mod tests {
    use super::*;

    #[test]
    fn signatures_are_compared_without_regard_to_layout() {
        let one = signatures(
            "pub async fn first<'a, T>(\n    futs: Vec<T>,\n) -> Option<T> {\n    None\n}\n",
        );
        let other =
            signatures("    pub async fn first<'a, T>(futs: Vec<T>) -> Option<T> { todo!() }");
        assert_eq!(
            (&one[0].name, &one[0].text),
            (&other[0].name, &other[0].text)
        );
        assert_eq!((one[0].name.as_str(), one[0].line), ("first", 1));
    }

    #[test]
    fn structs_and_types_have_names_too_and_comments_have_none() {
        let source =
            "// the pub fn of the town\npub struct Group { pub a: u8 }\npub type Job = Box<u8>;\n";
        let names: Vec<_> = signatures(source).into_iter().map(|s| s.name).collect();
        assert_eq!(names, ["Group", "Job"]);
        let inline = signatures("pub struct Trigger(u8);\nimpl Trigger { pub fn fire(self) {} }\n");
        let texts: Vec<_> = inline.into_iter().map(|s| s.text).collect();
        assert_eq!(texts, ["pub struct Trigger", "pub fn fire(self)"]);
    }
}
