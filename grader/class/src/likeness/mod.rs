//! Passages that two answers have in common: a place to look, and nothing more.
//!
//! The way is winnowing (Schleimer, Wilkerson and Aiken, 2003) over tokens, with the sizes that Dolos uses: runs of
//! `RUN` tokens are hashed, and of each `WINDOW` hashes behind each other the least is kept, so that every common passage
//! of `RUN + WINDOW - 1` tokens is found. What everybody has does not count: what stands in the stub or in the reference, and
//! what many answers share.

mod tokens;

use grader::submission::Files;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};
use tokens::Tokens;

/// Tokens behind each other that are one thing to compare.
const RUN: usize = 23;
/// Hashes behind each other of which one is kept.
const WINDOW: usize = 17;
/// What more answers than this have is nobody's own, and what more than a tenth have.
const FEW: usize = 5;
/// The most pairs of one kata.
const MOST_PAIRS: usize = 20;

/// Two answers that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The answers, by their places in what was given, the first before the second.
    pub answers: [usize; 2],
    /// What they have in common, the longest first.
    pub passages: Vec<Passage>,
}

/// A passage that stands in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where, in the first and in the second.
    pub places: [Lines; 2],
    /// How many tokens it has that are neither in the stub, nor in the reference, nor in many answers.
    pub tokens: usize,
}

/// Lines of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The file, as a path inside of the exercise.
    pub file: String,
    /// The first, from 1.
    pub first: u32,
    /// The last.
    pub last: u32,
}

impl Pair {
    /// How many tokens of their own they have in common.
    pub fn tokens(&self) -> usize {
        self.passages.iter().map(|passage| passage.tokens).sum()
    }
}

/// The pairs of `answers` to one kata that are alike, those with the most in common first. What is in `given`, which is
/// the stub and the reference, does not count.
pub fn pairs(answers: &[&Files], given: &[&Files]) -> Vec<Pair> {
    let answers: Vec<Answer> = answers.iter().map(|files| Answer::of(files)).collect();
    let mut common: HashSet<u64> = HashSet::new();
    for files in given {
        common.extend(Answer::of(files).runs);
    }
    common.extend(shared_by_many(&answers));
    let answers: Vec<Answer> = answers
        .into_iter()
        .map(|answer| answer.without(&common))
        .collect();

    let mut places: BTreeMap<u64, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, answer) in answers.iter().enumerate() {
        for at in answer.kept(&common) {
            places.entry(answer.runs[at]).or_default().push((index, at));
        }
    }
    let mut meetings: BTreeMap<[usize; 2], Vec<[usize; 2]>> = BTreeMap::new();
    for places in places.values() {
        for (index, (a, at_a)) in places.iter().enumerate() {
            for (b, at_b) in &places[index + 1..] {
                if a != b {
                    meetings.entry([*a, *b]).or_default().push([*at_a, *at_b]);
                }
            }
        }
    }
    let mut pairs: Vec<Pair> = meetings
        .into_iter()
        .map(|([a, b], meetings)| Pair {
            answers: [a, b],
            passages: passages([&answers[a], &answers[b]], meetings),
        })
        .filter(|pair| !pair.passages.is_empty())
        .collect();
    pairs.sort_by_key(|pair| (usize::MAX - pair.tokens(), pair.answers));
    pairs.truncate(MOST_PAIRS);
    pairs
}

/// The runs that so many answers have that they are nobody's own.
fn shared_by_many(answers: &[Answer]) -> Vec<u64> {
    let most = FEW.max(answers.len() / 10);
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for answer in answers {
        for run in answer.runs.iter().collect::<HashSet<_>>() {
            *counts.entry(*run).or_default() += 1;
        }
    }
    let many = counts.into_iter().filter(|(_, count)| *count > most);
    many.map(|(run, _)| run).collect()
}

/// An answer as it is compared.
struct Answer {
    tokens: Tokens,
    /// The hash of the run that begins at each token, as far as there is a whole one.
    runs: Vec<u64>,
    /// Of each token whether it is the student's own.
    own: Vec<bool>,
}

impl Answer {
    fn of(files: &Files) -> Self {
        let tokens = Tokens::of(files);
        let hash = |run: &[tokens::Token]| {
            let mut hasher = DefaultHasher::new();
            for token in run {
                token.kind.hash(&mut hasher);
            }
            hasher.finish()
        };
        Self {
            runs: tokens.all.windows(RUN).map(hash).collect(),
            own: vec![true; tokens.all.len()],
            tokens,
        }
    }

    fn without(mut self, common: &HashSet<u64>) -> Self {
        for (at, run) in self.runs.iter().enumerate() {
            if common.contains(run) {
                self.own[at..at + RUN].fill(false);
            }
        }
        self
    }

    /// Where the runs begin that winnowing keeps.
    fn kept(&self, common: &HashSet<u64>) -> BTreeSet<usize> {
        let least = |from: usize, window: &[u64]| {
            let places = window.iter().enumerate();
            // Of equal ones the last, as the authors advise.
            let least = places.min_by_key(|(at, hash)| (**hash, usize::MAX - at));
            least.map(|(at, _)| from + at)
        };
        let windows = self.runs.windows(WINDOW.min(self.runs.len().max(1)));
        let kept = windows
            .enumerate()
            .filter_map(|(from, runs)| least(from, runs));
        kept.filter(|at| !common.contains(&self.runs[*at]))
            .collect()
    }

    fn is_same(&self, at: usize, other: &Self, other_at: usize) -> bool {
        let (a, b) = (&self.tokens.all[at], &other.tokens.all[other_at]);
        a.kind == b.kind && self.own[at] && other.own[other_at]
    }
}

/// The passages around the places where two answers meet, as long as they are.
fn passages([a, b]: [&Answer; 2], meetings: Vec<[usize; 2]>) -> Vec<Passage> {
    // By the distance between the places: on one diagonal passages may touch.
    let mut spans: BTreeSet<[usize; 3]> = BTreeSet::new();
    for [at_a, at_b] in meetings {
        let same = |back: usize| a.is_same(at_a - back, b, at_b - back);
        let before = (1..=at_a.min(at_b)).take_while(|back| same(*back)).count();
        let (from_a, from_b) = (at_a - before, at_b - before);
        let most = (a.own.len() - from_a).min(b.own.len() - from_b);
        let in_one_file = |step: &usize| {
            let file = |answer: &Answer, from: usize| {
                answer.tokens.all[from].file == answer.tokens.all[from + step].file
            };
            file(a, from_a) && file(b, from_b)
        };
        let length = (0..most)
            .take_while(|step| a.is_same(from_a + step, b, from_b + step) && in_one_file(step))
            .count();
        if length >= RUN {
            spans.insert([from_a, from_b, length]);
        }
    }
    let mut passages: Vec<Passage> = without_overlaps(spans)
        .into_iter()
        .map(|[from_a, from_b, length]| Passage {
            places: [
                a.tokens.lines(from_a, from_a + length - 1),
                b.tokens.lines(from_b, from_b + length - 1),
            ],
            tokens: length,
        })
        .collect();
    passages.sort_by_key(|passage| usize::MAX - passage.tokens);
    passages
}

/// The longest first, and none that has tokens of a longer one.
fn without_overlaps(spans: BTreeSet<[usize; 3]>) -> Vec<[usize; 3]> {
    let mut spans: Vec<[usize; 3]> = spans.into_iter().collect();
    spans.sort_by_key(|[a, b, length]| (usize::MAX - length, *a, *b));
    let mut kept: Vec<[usize; 3]> = Vec::new();
    for span in spans {
        let overlaps = |other: &[usize; 3], side: usize| {
            span[side] < other[side] + other[2] && other[side] < span[side] + span[2]
        };
        if !kept
            .iter()
            .any(|other| overlaps(other, 0) || overlaps(other, 1))
        {
            kept.push(span);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Files {
        Files::from([("src/lib.rs".to_string(), text.to_string())])
    }

    const STUB: &str = "pub async fn first(times: Vec<u64>) -> Option<u64> { todo!() }\n";
    const OWN: &str = "pub async fn first(times: Vec<u64>) -> Option<u64> {
    let mut left = times.into_iter().filter(|t| *t > 3).collect::<Vec<_>>();
    left.sort_unstable_by_key(|t| std::cmp::Reverse(*t));
    while let Some(next) = left.pop() {
        if next % 2 == 0 { return Some(next * 2 + 1); }
    }
    None
}
";

    fn found(answers: &[&str], given: &[&str]) -> Vec<Pair> {
        let answers: Vec<Files> = answers.iter().map(|text| files(text)).collect();
        let given: Vec<Files> = given.iter().map(|text| files(text)).collect();
        pairs(
            &answers.iter().collect::<Vec<_>>(),
            &given.iter().collect::<Vec<_>>(),
        )
    }

    #[test]
    fn a_passage_is_found_under_other_names_with_its_lines() {
        let renamed = OWN
            .replace("left", "remaining")
            .replace("next", "n")
            .replace("None\n", "// nothing\n    None\n");
        let other =
            "pub async fn first(times: Vec<u64>) -> Option<u64> { times.iter().copied().min() }\n";
        let pairs = found(&[other, OWN, &format!("// mine\n{renamed}")], &[STUB]);
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].answers, [1, 2]);
        let [place, with_comment] = &pairs[0].passages[0].places;
        assert_eq!((place.last, with_comment.last), (8, 10));
        assert!(pairs[0].tokens() >= RUN + WINDOW);
    }

    #[test]
    fn what_was_given_and_what_many_have_is_nobodys_own() {
        assert_eq!(found(&[OWN, OWN], &[STUB, OWN]), []);
        assert_eq!(found(&[STUB, STUB], &[STUB]), []);
        assert_eq!(found(&[OWN; 6], &[STUB]), [], "six of six");
        assert_eq!(found(&[OWN; 5], &[STUB]).len(), 10, "five of five");
    }

    #[test]
    fn answers_without_tokens_are_alike_to_nobody() {
        assert_eq!(found(&["", "", "// a"], &[]), []);
    }
}
