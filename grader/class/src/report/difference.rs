//! The difference between an answer and the reference solution, so that both can be shown side by side. The reference is
//! told once for each kata; a difference counts its lines.

use grader::submission::Files;
use serde::{Serialize, Serializer};
use similar::{DiffOp, TextDiff};
use std::collections::BTreeSet;

/// A file of an answer against that of the reference solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileDifference {
    /// The file, as a path in the exercise.
    pub file: String,
    /// The pieces from the first line to the last; none if the file is too large.
    pub pieces: Vec<Piece>,
    /// Whether the file is too large to be compared.
    pub is_too_large: bool,
}

/// Lines that both have, or one of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// So many lines of the reference, which are the answer's as well.
    Both(usize),
    /// So many lines of the reference alone.
    Reference(usize),
    /// Lines of the answer alone.
    Answer(Vec<String>),
}

/// A number: lines of both. A negative number: lines of the reference. A list: lines of the answer.
impl Serialize for Piece {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Piece::Both(lines) => lines.serialize(serializer),
            Piece::Reference(lines) => i64::try_from(*lines)
                .unwrap_or(i64::MAX)
                .wrapping_neg()
                .serialize(serializer),
            Piece::Answer(lines) => lines.serialize(serializer),
        }
    }
}

/// The most bytes of a file that is compared.
pub const LARGEST: usize = 60_000;
/// The most lines of one.
const MOST_LINES: usize = 2_000;

/// The differences of all files of the two.
pub fn of(answer: &Files, reference: &Files) -> Vec<FileDifference> {
    let names: BTreeSet<&String> = answer.keys().chain(reference.keys()).collect();
    let differences = names.into_iter().map(|name| {
        let [theirs, ours] =
            [answer, reference].map(|files| files.get(name).map_or("", String::as_str));
        let is_too_large = [theirs, ours].iter().any(|text| is_large(text));
        FileDifference {
            file: name.clone(),
            pieces: if is_too_large {
                Vec::new()
            } else {
                pieces(theirs, ours)
            },
            is_too_large,
        }
    });
    differences.collect()
}

fn is_large(text: &str) -> bool {
    text.len() > LARGEST || text.lines().count() > MOST_LINES
}

fn pieces(theirs: &str, ours: &str) -> Vec<Piece> {
    let [theirs, ours]: [Vec<&str>; 2] =
        [theirs, ours].map(|text| text.lines().map(str::trim_end).collect());
    let diff = TextDiff::from_slices(&theirs, &ours);
    let answer = |from: usize, count: usize| {
        Piece::Answer(
            theirs[from..from + count]
                .iter()
                .map(|line| line.to_string())
                .collect(),
        )
    };
    let pieces = diff.ops().iter().flat_map(|op| match *op {
        DiffOp::Equal { len, .. } => vec![Piece::Both(len)],
        DiffOp::Insert { new_len, .. } => vec![Piece::Reference(new_len)],
        DiffOp::Delete {
            old_index, old_len, ..
        } => vec![answer(old_index, old_len)],
        DiffOp::Replace {
            old_index,
            old_len,
            new_len,
            ..
        } => vec![answer(old_index, old_len), Piece::Reference(new_len)],
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_counted_and_the_answer_told() {
        let pieces = pieces("a\nb \nc\nx\n", "a\nb\nd\n");
        assert_eq!(
            pieces,
            [
                Piece::Both(2),
                Piece::Answer(vec!["c".into(), "x".into()]),
                Piece::Reference(1)
            ]
        );
        assert_eq!(
            serde_json::to_string(&pieces).unwrap(),
            r#"[2,["c","x"],-1]"#
        );
    }

    #[test]
    fn a_file_that_one_does_not_have_and_one_that_is_large_are_told() {
        let files = |name: &str, text: String| Files::from([(name.to_string(), text)]);
        let only = of(&files("a", "x\n".into()), &files("b", "y\n".into()));
        assert_eq!(only[0].pieces, [Piece::Answer(vec!["x".into()])]);
        assert_eq!(only[1].pieces, [Piece::Reference(1)]);
        let large = of(&files("a", "x\n".repeat(5_000)), &files("a", "x\n".into()));
        assert!(large[0].is_too_large && large[0].pieces.is_empty());
    }
}
