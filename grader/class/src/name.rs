//! Names of students, as they are told and as names of files.

use std::collections::BTreeSet;

/// Whether some system takes this in no name of a file.
fn is_reserved(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%'
        )
}

/// The bytes of `c`, percent-encoded.
fn encoded(c: char) -> String {
    let mut bytes = [0; 4];
    let bytes = c.encode_utf8(&mut bytes).bytes();
    bytes.map(|byte| format!("%{byte:02X}")).collect()
}

/// The name of an archive without its ending; nothing if it is none.
pub fn without_zip(name: &str) -> Option<&str> {
    let (stem, ending) = name.split_at_checked(name.len().checked_sub(4)?)?;
    ending.eq_ignore_ascii_case(".zip").then_some(stem)
}

/// The most bytes of a name of a file.
const LONGEST: usize = 200;

/// `name` as a name of a file: percent-encoded where a system would not take it, and shortened with a hash if it is
/// long.
pub fn of_a_file(name: &str) -> String {
    let last = name.chars().count().saturating_sub(1);
    let mut file = String::new();
    for (at, c) in name.chars().enumerate() {
        // Windows takes no dot and no space at the end.
        let is_at_an_edge = (at == 0 && c == '.') || (at == last && matches!(c, '.' | ' '));
        if is_reserved(c) || is_at_an_edge {
            file.push_str(&encoded(c));
        } else {
            file.push(c);
        }
    }
    if file.is_empty() {
        return "%".into();
    }
    if file.len() <= LONGEST {
        return file;
    }
    shortened(&file, name)
}

fn shortened(encoded: &str, name: &str) -> String {
    let hash = &hash(name)[..16];
    let mut end = LONGEST - hash.len() - 1;
    while !encoded.is_char_boundary(end) {
        end -= 1;
    }
    // Half of `%2E` is another name.
    let begin = encoded[..end].rfind('%').filter(|at| at + 3 > end);
    format!("{}-{hash}", &encoded[..begin.unwrap_or(end)])
}

/// The names of the files for these names, each made distinct where only case differs.
pub fn of_files<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let names: Vec<(&str, String)> = names
        .into_iter()
        .map(|name| (name, of_a_file(name)))
        .collect();
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for (_, file) in &names {
        let folded = file.to_lowercase();
        if !seen.insert(folded.clone()) {
            twice.insert(folded);
        }
    }
    let distinct = |(name, file): (&str, String)| {
        if twice.contains(&file.to_lowercase()) {
            format!("{file}-{}", &hash(name)[..16])
        } else {
            file
        }
    };
    names.into_iter().map(distinct).collect()
}

fn hash(text: &str) -> String {
    grader::util::text::hash_of([text])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_no_name_of_a_file_is_encoded() {
        assert_eq!(of_a_file("ada"), "ada");
        assert_eq!(of_a_file("Müller, Ä"), "Müller, Ä");
        assert_eq!(of_a_file("a/b\\c:%"), "a%2Fb%5Cc%3A%25");
        assert_eq!(of_a_file(".."), "%2E%2E");
        assert_eq!(of_a_file(".a."), "%2Ea%2E");
        assert_eq!(of_a_file("a\nb"), "a%0Ab");
        assert_eq!(of_a_file(""), "%");
    }

    #[test]
    fn a_long_name_is_shortened_and_stays_distinct() {
        let names = [
            format!("{}a", "x".repeat(400)),
            format!("{}b", "x".repeat(400)),
        ];
        let files = of_files(names.iter().map(String::as_str));
        assert_ne!(files[0], files[1]);
        assert!(files.iter().all(|file| file.len() <= LONGEST));
        let slashes = of_a_file(&"/".repeat(300));
        assert!(
            slashes.trim_end_matches(|c: char| c != '-').ends_with("F-"),
            "{slashes}"
        );
    }

    #[test]
    fn names_that_differ_only_in_case_get_files_that_differ_in_more() {
        let files = of_files(["Ada", "ada", "bob"]);
        assert_ne!(files[0].to_lowercase(), files[1].to_lowercase());
        assert_eq!(files[2], "bob");
    }
}
