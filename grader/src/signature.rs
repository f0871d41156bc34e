//! Says which public signature a student changed, when their crate compiles but the checks do not
//! compile against it.

use crate::{catalog::Kata, diagnostics::Spoken, result::Diagnostic, submission::Files};

/// What to say: the signatures that are not as the stub gives them, or, where all look the same, what
/// the compiler said; and the same at places in the student's files.
pub fn explain(kata: &Kata, files: &Files, spoken: &[Spoken]) -> (String, Vec<Diagnostic>) {
    let theirs: Vec<(&String, Signature)> = files
        .iter()
        .flat_map(|(file, text)| signatures(text).into_iter().map(move |found| (file, found)))
        .collect();
    let changed: Vec<Signature> = kata
        .stub
        .values()
        .flat_map(|text| signatures(text))
        .filter(|promised| {
            theirs
                .iter()
                .all(|(_, theirs)| theirs.text != promised.text)
        })
        .collect();
    let blamed = |promised: &&Signature| {
        let names = |s: &Spoken| s.is_error() && mentions(s, &promised.name);
        spoken.iter().any(names)
    };
    let shown: Vec<&Signature> = match changed.iter().any(|promised| blamed(&promised)) {
        true => changed.iter().filter(blamed).collect(),
        false => changed.iter().collect(),
    };
    let mut message = String::from(
        "Your code compiles, but the checks cannot call it: a public name or signature is not as the exercise gave it.\n",
    );
    let mut diagnostics = Vec::new();
    let mut place = |file: &str, line: u32, message: String| {
        let file = format!("{}/{file}", kata.exercise);
        diagnostics.push(Diagnostic {
            file,
            line,
            column: 1,
            level: "error".into(),
            message,
        });
    };
    for Signature { name, text, .. } in &shown {
        message.push_str(&format!("`{name}` must be\n    {text}\n"));
        let sentence = format!("`{name}` must be `{text}`");
        match theirs.iter().find(|(_, theirs)| theirs.name == *name) {
            Some((file, theirs)) => {
                message.push_str(&format!("but yours is\n    {}\n", theirs.text));
                place(file, theirs.line, sentence);
            }
            None => {
                message.push_str("but yours has no public item of that name.\n");
                place("src/lib.rs", 1, sentence);
            }
        }
    }
    if shown.is_empty() {
        let first = spoken
            .iter()
            .find(|s| s.is_error())
            .map_or("nothing", |s| &s.message);
        message.push_str(&format!("The compiler says: {first}\n"));
        place(
            "src/lib.rs",
            1,
            format!("the checks cannot call this: {first}"),
        );
    }
    (message, diagnostics)
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

const KINDS: [&str; 6] = ["fn", "struct", "enum", "type", "trait", "const"];

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

fn name_of(text: &str) -> Option<String> {
    let mut words = text.split([' ', '(', '<', ':', '=']);
    words.find(|word| KINDS.contains(word))?;
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
            "// the pub fn of the town\npub struct Group { a: u8 }\npub type Job = Box<u8>;\n";
        let names: Vec<_> = signatures(source).into_iter().map(|s| s.name).collect();
        assert_eq!(names, ["Group", "Job"]);
        let inline = signatures("pub struct Trigger(u8);\nimpl Trigger { pub fn fire(self) {} }\n");
        let texts: Vec<_> = inline.into_iter().map(|s| s.text).collect();
        assert_eq!(texts, ["pub struct Trigger", "pub fn fire(self)"]);
    }
}
