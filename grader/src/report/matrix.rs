//! Tests against mutants, for a screen of any width.

use super::document::Document;
use crate::result::{MutantRow, MutationMatrix};

/// Columns that a description beside the marks needs at least.
const WORDS: usize = 16;
/// So many marks stand together where there is no room for the tests' numbers.
const TOGETHER: usize = 5;

/// The matrix in at most so many `columns`, indented: where there is no room beside the marks, the words
/// stand above them.
pub fn document(matrix: &MutationMatrix, indent: usize, columns: usize) -> Document {
    let mut document = Document::default();
    if indent + 3 * matrix.tests.len() + 3 + WORDS <= columns {
        document.drawn(indent, &matrix.to_string());
        return document;
    }
    for (number, test) in (1..).zip(&matrix.tests) {
        document.drawn(indent, &format!("{number:>3}  {test}"));
    }
    document.blank();
    let legend = format!("A mark for every test; {}", MutationMatrix::LEGEND);
    document.prose(indent, &legend);
    for row in &matrix.mutants {
        document.prose(indent, &row.words());
        document.drawn(indent + 2, &grouped(row));
    }
    if !matrix.asserts {
        document.blank();
        document.prose(indent, MutationMatrix::NOTHING_ASSERTED);
    }
    document
}

fn grouped(row: &MutantRow) -> String {
    let marks: Vec<char> = row.marks().collect();
    let groups = marks.chunks(TOGETHER);
    let groups: Vec<String> = groups.map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_tests_leave_no_room_for_words_these_stand_above_the_marks() {
        let row = |does: &str, caught_by: [bool; 7]| MutantRow {
            does: does.into(),
            caught_by: caught_by.into(),
        };
        let matrix = MutationMatrix {
            tests: vec!["a".into(); 7],
            mutants: vec![
                row(
                    "ignores the limit",
                    [true, false, false, false, false, false, true],
                ),
                row("waits", [false; 7]),
            ],
            asserts: true,
        };
        let names: String = (1..=7).map(|n| format!("  {n}  a\n")).collect();
        assert_eq!(
            document(&matrix, 0, 60).to_text(),
            format!(
                "{names}\n  1  2  3  4  5  6  7   x: the test fails, as it should\n  \
                 x  .  .  .  .  .  x   ignores the limit\n  .  .  .  .  .  .  .   waits   SURVIVED\n"
            )
        );
        assert_eq!(
            document(&matrix, 0, 36).to_text(),
            format!(
                "{names}\nA mark for every test; x: the test fails, as it should\n\
                 ignores the limit\n  x.... .x\nwaits   SURVIVED\n  ..... ..\n"
            )
        );
    }
}
