//! Whether a kata has samples enough to show anything, which is known before one is run.

use super::{
    ratio::Ratio,
    samples::{Expected, Sample},
};
use crate::catalog::Kata;
use std::collections::BTreeSet;

/// The fewest right solutions beside the reference solution, and the fewest mistakes, that a kata comes with.
const LEAST_CORRECT: usize = 2;
const LEAST_MISTAKES: usize = 5;

/// What a kata's samples cover.
#[derive(Debug)]
pub struct Coverage {
    /// Checks that catch at least one mistake.
    pub checks: Ratio,
    /// What is missing, in words for the kata's author.
    pub problems: Vec<String>,
}

impl Coverage {
    /// What all these `samples` of `kata` cover.
    pub fn of(kata: &Kata, samples: &[Sample<'_>]) -> Self {
        let count = |wanted: fn(&Expected) -> bool| {
            let found = samples.iter().filter(|sample| wanted(&sample.expected));
            found.count()
        };
        let correct = count(|e| matches!(e, Expected::AllPass)).saturating_sub(1);
        let mistakes = count(|e| matches!(e, Expected::Caught(_)));
        let mut problems = Vec::new();
        if correct < LEAST_CORRECT {
            problems.push(format!(
                "right answers in correct/: {correct} of at least {LEAST_CORRECT}"
            ));
        }
        if mistakes < LEAST_MISTAKES {
            problems.push(format!(
                "wrong answers in mistakes/: {mistakes} of at least {LEAST_MISTAKES}"
            ));
        }
        let idle = idle_checks(kata, samples);
        for check in &idle {
            problems.push(format!(
                "the check `{check}` catches no mistake: add one that only it can catch"
            ));
        }
        let checks = Ratio {
            passed: kata.checks.len() - idle.len(),
            total: kata.checks.len(),
        };
        Self { checks, problems }
    }
}

/// The checks of `kata` that catch no mistake.
fn idle_checks<'a>(kata: &'a Kata, samples: &[Sample<'_>]) -> Vec<&'a str> {
    let caught_by: BTreeSet<&str> = samples
        .iter()
        .filter_map(|sample| match &sample.expected {
            Expected::Caught(header) => Some(header.caught_by.as_str()),
            Expected::AllPass | Expected::NonePasses => None,
        })
        .collect();
    let names = kata.checks.iter().map(|check| check.name.as_str());
    names.filter(|name| !caught_by.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::example, *};

    #[test]
    fn too_few_samples_and_a_check_without_a_mistake_are_problems() {
        let kata = example::kata();
        let samples = [example::reference(&kata), example::mistake(&kata, "keeps")];
        let coverage = Coverage::of(&kata, &samples);
        assert_eq!(
            coverage.problems,
            [
                "right answers in correct/: 0 of at least 2",
                "wrong answers in mistakes/: 1 of at least 5",
                "the check `runs` catches no mistake: add one that only it can catch",
            ]
        );
        let (passed, total) = (1, 2);
        assert_eq!(coverage.checks, Ratio { passed, total });
    }

    #[test]
    fn a_kata_with_enough_samples_of_each_kind_has_no_problem() {
        let kata = example::kata();
        let correct = (0..3).map(|_| example::reference(&kata));
        let checks = ["keeps", "runs", "keeps", "runs", "keeps"];
        let mistakes = checks.map(|check| example::mistake(&kata, check));
        let samples: Vec<_> = correct.chain(mistakes).collect();
        assert_eq!(Coverage::of(&kata, &samples).problems, [""; 0]);
    }
}
