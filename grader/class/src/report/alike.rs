//! Answers that have passages in common, with the passages.

use super::{
    class::{AlikeAnswers, AlikePassage, ReportedKata},
    input::Found,
};
use crate::{
    answers::Answers,
    likeness::{self, Lines},
};
use grader::{submission::Files, util::parallel::in_parallel};
use std::thread;

/// The most pairs of a whole class: more are no places to look any more.
const MOST_PAIRS: usize = 40;
/// The most passages of a pair.
const MOST_PASSAGES: usize = 3;
/// The most lines of a passage.
const MOST_LINES: usize = 40;

/// The answers that have passages in common. Those of a kata whose reference solution is not known are not compared.
pub fn of_class(found: &[Found], katas: &[ReportedKata], answers: &Answers) -> Vec<AlikeAnswers> {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let indices: Vec<usize> = (0..katas.len()).collect();
    let of_kata = in_parallel(&indices, cores, |kata| {
        let Some(reference) = &katas[*kata].reference else {
            return Vec::new();
        };
        let own = found.iter().enumerate().filter_map(|(student, found)| {
            let unit = found
                .result
                .katas
                .iter()
                .find(|unit| unit.name == katas[*kata].name)?;
            Some((student, answers.get(&unit.hash)?))
        });
        let own: Vec<(usize, Files)> = own.collect();
        let own: Vec<(usize, &Files)> = own
            .iter()
            .map(|(student, files)| (*student, files))
            .collect();
        of_kata(*kata, &own, &[reference, &katas[*kata].stub])
    });
    most_alike(of_kata.concat())
}

/// The pairs of a kata. `answers` are those of the students by their indices; what is in `given` does not count.
fn of_kata(kata: usize, answers: &[(usize, &Files)], given: &[&Files]) -> Vec<AlikeAnswers> {
    let files: Vec<&Files> = answers.iter().map(|(_, files)| *files).collect();
    let pairs = likeness::pairs(&files, given).into_iter();
    let alike = |pair: likeness::Pair| {
        let [one, other] = pair.answers.map(|index| answers[index]);
        let passages = pair.passages.iter().take(MOST_PASSAGES);
        let passages = passages.map(|passage| {
            [
                passage_of(one.1, &passage.places[0]),
                passage_of(other.1, &passage.places[1]),
            ]
        });
        AlikeAnswers {
            kata,
            students: [one.0, other.0],
            tokens: pair.tokens(),
            passages: passages.collect(),
        }
    };
    pairs.map(alike).collect()
}

/// Those of the whole class that have the most in common.
fn most_alike(mut pairs: Vec<AlikeAnswers>) -> Vec<AlikeAnswers> {
    pairs.sort_by_key(|pair| (usize::MAX - pair.tokens, pair.kata, pair.students));
    pairs.truncate(MOST_PAIRS);
    pairs
}

fn passage_of(files: &Files, lines: &Lines) -> AlikePassage {
    let first = lines.first.max(1) as usize;
    let count = (lines.last as usize + 1).saturating_sub(first);
    let text = files.get(&lines.file).map_or("", String::as_str);
    let mut passage: Vec<&str> = text
        .lines()
        .skip(first - 1)
        .take(count.min(MOST_LINES))
        .collect();
    if count > MOST_LINES {
        passage.push("…");
    }
    AlikePassage {
        file: lines.file.clone(),
        line: first,
        text: passage.join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_has_the_passages_as_they_stand_in_both() {
        let own = "pub fn f(v: Vec<u64>) -> u64 {\n    let mut left = v.into_iter().filter(|t| *t > 3).collect::<Vec<_>>();\n    \
                   left.sort_unstable_by_key(|t| std::cmp::Reverse(*t));\n    left.pop().map_or(7, |x| x * 2 + 1)\n}\n";
        let files = |text: String| Files::from([("src/lib.rs".to_string(), text)]);
        let (one, other) = (files(own.into()), files(format!("// mine\n{own}")));
        let pairs = of_kata(4, &[(2, &one), (9, &other)], &[]);
        assert_eq!((pairs[0].kata, pairs[0].students), (4, [2, 9]));
        let [left, right] = &pairs[0].passages[0];
        assert_eq!((left.line, right.line), (1, 2));
        assert_eq!(left.text, own.trim_end());
        assert_eq!(left.text, right.text);
    }
}
