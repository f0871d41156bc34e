//! The student's files, as far as a hang is looked for in them.

use crate::{result::Place, submission::Files};

/// A student's answer: where a check hangs is a line of it.
#[derive(Debug, Clone, Copy)]
pub struct StudentCode<'a> {
    /// The exercise's folder relative to the repository, with which the paths of its files begin.
    pub exercise: &'a str,
    /// The files by their path inside that folder.
    pub files: &'a Files,
}

impl<'a> StudentCode<'a> {
    /// The text of a line; empty if there is none.
    pub(super) fn line(self, place: &Place) -> &'a str {
        self.line_of(&place.file, place.line)
    }

    fn line_of(self, file: &str, line: u32) -> &'a str {
        let source = self.source_of(file).unwrap_or_default();
        let text = source.lines().nth(line.saturating_sub(1) as usize);
        text.unwrap_or_default()
    }

    fn source_of(self, file: &str) -> Option<&'a str> {
        let name = file.strip_prefix(self.exercise)?.strip_prefix('/')?;
        self.files.get(name).map(String::as_str)
    }

    /// Every line of every file, without its comment, and where it is. Imports are left out.
    pub(super) fn lines_of_code(self) -> impl Iterator<Item = (Place, &'a str)> {
        self.files.iter().flat_map(move |(name, text)| {
            let file = format!("{}/{name}", self.exercise);
            (1..).zip(text.lines()).map(move |(line, text)| {
                let file = file.clone();
                (Place { file, line }, code_of(text))
            })
        })
    }

    /// Where the function begins that `place` is in: the last line above that has a `fn`.
    pub(super) fn function_around(self, place: &Place) -> Option<Place> {
        let at = |line| Place {
            file: place.file.clone(),
            line,
        };
        let begins = |place: &Place| {
            let text = self.line(place).trim_start();
            !text.starts_with("//") && has_fn(text)
        };
        (1..=place.line).rev().map(at).find(begins)
    }

    /// The line in which the expression begins that goes on in the line of `place` with `.await` or
    /// another method.
    pub(super) fn expression_around(self, place: &Place) -> u32 {
        let depth = |line: &str| line.len() - line.trim_start().len();
        let goes_on = |line: &str| line.trim_start().starts_with(['.', ')', ']', '}']);
        let here = self.line(place);
        if !here.trim_start().starts_with('.') {
            return place.line;
        }
        let begins = |line: &u32| {
            let text = self.line_of(&place.file, *line);
            !text.trim().is_empty() && depth(text) <= depth(here) && !goes_on(text)
        };
        (1..place.line).rev().find(begins).unwrap_or(place.line)
    }

    /// The lines of what is passed to the `block_on` at `place`; none if the brackets do not match.
    pub(super) fn arguments_of_block_on(self, place: &Place) -> Vec<Place> {
        let source = self.source_of(&place.file).unwrap_or_default();
        let rest = source.lines().skip(place.line.saturating_sub(1) as usize);
        let mut depth = 0;
        let mut lines = Vec::new();
        for (line, text) in (place.line..).zip(rest) {
            let text = if lines.is_empty() {
                text.split_once("block_on").map_or("", |(_, behind)| behind)
            } else {
                text
            };
            let file = place.file.clone();
            lines.push(Place { file, line });
            depth += text.matches('(').count();
            depth = depth.saturating_sub(text.matches(')').count());
            if depth == 0 {
                return lines;
            }
        }
        Vec::new()
    }
}

/// A line without its comment and without anything if it only imports.
pub(super) fn code_of(line: &str) -> &str {
    let code = line.split("//").next().unwrap_or_default();
    if code.trim_start().starts_with("use ") {
        ""
    } else {
        code
    }
}

/// Whether a line only begins a function, or has nothing but brackets and what stands behind them.
pub(super) fn is_edge_of_block(line: &str) -> bool {
    let line = line.trim();
    let begins_a_function = line.ends_with(['{', '(']) && has_fn(line);
    begins_a_function || line.chars().all(|sign| "{}()[];,".contains(sign))
}

fn has_fn(line: &str) -> bool {
    line.split_whitespace().any(|word| word == "fn")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of what is passed to the `block_on` in the first line.
    fn arguments(source: &str) -> Vec<u32> {
        let files = Files::from([("src/lib.rs".into(), source.into())]);
        let code = StudentCode {
            exercise: "exercises/a",
            files: &files,
        };
        let file = "exercises/a/src/lib.rs".into();
        let lines = code.arguments_of_block_on(&Place { file, line: 1 });
        lines.into_iter().map(|place| place.line).collect()
    }

    #[test]
    fn the_arguments_of_a_block_on_end_with_its_bracket() {
        assert_eq!(arguments("block_on(go());\nmore();\n"), [1]);
        assert_eq!(
            arguments("block_on(async {\n    a().await\n});\nb();\n"),
            [1, 2, 3]
        );
    }

    #[test]
    fn brackets_that_do_not_match_are_no_arguments() {
        assert!(arguments("block_on(async {\n    print(\"(\")\n});\n").is_empty());
    }

    #[test]
    fn only_brackets_and_the_head_of_a_function_are_edges_of_a_block() {
        for edge in ["}", "    });", "pub async fn go() {", "fn go(", ""] {
            assert!(is_edge_of_block(edge), "{edge}");
        }
        for inside in ["loop {", "next().await;", "if a { b } else { c }"] {
            assert!(!is_edge_of_block(inside), "{inside}");
        }
    }
}
