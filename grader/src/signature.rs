//! Says which public signature a student changed, when their crate compiles but the checks do not
//! compile against it.

use crate::{catalog::Kata, diagnostics::Spoken, submission::Files};

/// The sentence for the student: the signatures that are not as the stub gives them, or, where all
/// look the same, what the compiler said.
pub fn explain(kata: &Kata, files: &Files, spoken: &[Spoken]) -> String {
    let theirs: Vec<Signature> = files.values().flat_map(|text| signatures(text)).collect();
    let changed: Vec<Signature> = kata
        .stub
        .values()
        .flat_map(|text| signatures(text))
        .filter(|promised| !theirs.contains(promised))
        .collect();
    let blamed: Vec<&Signature> = changed
        .iter()
        .filter(|promised| {
            spoken
                .iter()
                .any(|s| s.is_error() && mentions(s, &promised.name))
        })
        .collect();
    let shown = match blamed.is_empty() {
        true => changed.iter().collect(),
        false => blamed,
    };
    let mut text = String::from(
        "Your code compiles, but the checks cannot call it: a public name or signature is not as the exercise gave it.\n",
    );
    for promised in &shown {
        text.push_str(&format!(
            "`{}` must be\n    {}\n",
            promised.name, promised.text
        ));
        if let Some(theirs) = theirs.iter().find(|theirs| theirs.name == promised.name) {
            text.push_str(&format!("but yours is\n    {}\n", theirs.text));
        } else {
            text.push_str("but yours has no public item of that name.\n");
        }
    }
    if shown.is_empty() {
        let first = spoken
            .iter()
            .find(|s| s.is_error())
            .map(|s| s.message.as_str());
        text.push_str(&format!(
            "The compiler says: {}\n",
            first.unwrap_or("nothing")
        ));
    }
    text
}

fn mentions(spoken: &Spoken, name: &str) -> bool {
    let is_name = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| word == name)
    };
    is_name(&spoken.message) || spoken.lines().any(is_name)
}

/// A public item up to its body, with white space folded.
#[derive(Debug, PartialEq, Eq)]
struct Signature {
    name: String,
    text: String,
}

const KINDS: [&str; 6] = ["fn", "struct", "enum", "type", "trait", "const"];

/// The public items of a source, by their first words; good enough to compare with a stub, whose
/// text we know.
fn signatures(source: &str) -> Vec<Signature> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find("pub ") {
        let starts_a_line = rest[..at]
            .rsplit('\n')
            .next()
            .is_none_or(|before| before.trim().is_empty());
        let item = &rest[at..];
        let end = item.find(['{', ';']).unwrap_or(item.len());
        let text = item[..end].split_whitespace().collect::<Vec<_>>().join(" ");
        rest = &item["pub ".len()..];
        if let Some(name) = name_of(&text).filter(|_| starts_a_line) {
            let text = text.replace("(mut ", "(").replace(", mut ", ", ");
            let text = text
                .replace(",)", ")")
                .replace("( ", "(")
                .replace(", )", ")")
                .replace(" )", ")");
            found.push(Signature {
                name,
                text: text.trim_end_matches(',').to_string(),
            });
        }
    }
    found
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
        assert_eq!(one, other);
        assert_eq!(one[0].name, "first");
    }

    #[test]
    fn structs_and_types_have_names_too_and_comments_have_none() {
        let source =
            "// the pub fn of the town\npub struct Group { a: u8 }\npub type Job = Box<u8>;\n";
        let names: Vec<_> = signatures(source).into_iter().map(|s| s.name).collect();
        assert_eq!(names, ["Group", "Job"]);
    }
}
