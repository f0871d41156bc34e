//! Answers that have passages in common.

use super::katas::{self, Who};
use crate::report::class::{AlikeAnswers, ReportedClass};

/// Two answers that have passages in common.
pub struct ShownPair {
    pub kata: String,
    pub tokens: usize,
    pub students: [Who; 2],
    pub passages: Vec<[ShownPassage; 2]>,
}

pub struct ShownPassage {
    pub who: Who,
    pub file: String,
    pub line: usize,
    pub text: String,
}

/// Two answers as the page shows them.
pub fn shown_pair(class: &ReportedClass, pair: &AlikeAnswers) -> ShownPair {
    let passages = pair.passages.iter().map(|sides| {
        let side = |side: usize| ShownPassage {
            who: katas::who(class, pair.students[side]),
            file: sides[side].file.clone(),
            line: sides[side].line,
            text: sides[side].text.clone(),
        };
        [side(0), side(1)]
    });
    ShownPair {
        kata: class.katas[pair.kata].name.clone(),
        tokens: pair.tokens,
        students: pair.students.map(|student| katas::who(class, student)),
        passages: passages.collect(),
    }
}
