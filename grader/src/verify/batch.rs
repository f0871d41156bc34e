//! Samples that are run together, to be quick: mistakes of one kata are compiled as one program.

use super::{
    expectation,
    samples::{Expected, Sample},
};
use crate::{
    catalog::checks::{CheckSpec, Form},
    compile::Entry,
    grader::Grader,
    rejection::Failure,
};
use anyhow::Result;

/// The most samples that are compiled as one program.
const MOST_SAMPLES: usize = 8;

/// One sample, or some that can be compiled as one program.
#[derive(Debug)]
pub struct Batch<'a> {
    /// The samples, one at least.
    pub samples: Vec<Sample<'a>>,
}

/// The samples in as few batches as possible, in their order.
pub fn batches(samples: Vec<Sample<'_>>) -> Vec<Batch<'_>> {
    let mut batches: Vec<Batch<'_>> = Vec::new();
    for sample in samples {
        match batches.last_mut() {
            Some(batch) if batch.has_room_for(&sample) => batch.samples.push(sample),
            _ => batches.push(Batch {
                samples: vec![sample],
            }),
        }
    }
    batches
}

impl Batch<'_> {
    fn has_room_for(&self, sample: &Sample<'_>) -> bool {
        let fits = |other: &Sample<'_>| can_share(other, sample);
        self.samples.len() < MOST_SAMPLES && self.samples.iter().all(fits)
    }

    /// What is wrong with the verdict on each sample, in their order; every right solution is run `repeat`
    /// times.
    ///
    /// # Errors
    ///
    /// If the machine or the grader fails.
    pub fn problems(&self, grader: &Grader, repeat: u32) -> Result<Vec<Vec<String>>> {
        if let Some(problems) = self.problems_in_one_program(grader)? {
            return Ok(problems);
        }
        let samples = self.samples.iter();
        samples
            .map(|sample| problems_alone(grader, sample, repeat))
            .collect()
    }

    /// `None` if there is but one sample, or if they cannot be compiled as one program.
    fn problems_in_one_program(&self, grader: &Grader) -> Result<Option<Vec<Vec<String>>>> {
        let numbered = self.samples.iter().enumerate();
        let entries: Option<Vec<Entry<'_>>> = numbered
            .map(|(number, sample)| Entry::new(number, &sample.files, sample.own_check()?))
            .collect();
        let (Some(entries), [first, _, ..]) = (entries, &*self.samples) else {
            return Ok(None);
        };
        let Some(results) = grader.tools.check_batch(first.kata, &entries)? else {
            return Ok(None);
        };
        let verdicts = self.samples.iter().zip(results);
        let problems = verdicts
            .map(|(sample, result)| expectation::problems(&sample.expected, Ok(vec![result])));
        Ok(Some(problems.collect()))
    }
}

/// Whether two samples can be compiled as one program: mistakes of one kata, each caught by a check that
/// calls its library.
fn can_share(a: &Sample<'_>, b: &Sample<'_>) -> bool {
    let calls_the_library = |sample: &Sample<'_>| {
        let check = sample.own_check();
        check.is_some_and(|check| matches!(check.form, Form::Async | Form::Plain))
    };
    a.kata.name == b.kata.name && calls_the_library(a) && calls_the_library(b)
}

/// What is wrong with the verdict on a sample that is compiled in the way of everybody's answers.
fn problems_alone(grader: &Grader, sample: &Sample<'_>, repeat: u32) -> Result<Vec<String>> {
    let kata = sample.kata;
    let concerned = |(_, check): &(usize, &CheckSpec)| sample.expected.concerns(&check.name);
    let checks = kata.checks.iter().enumerate().filter(concerned);
    let (indices, mut checks): (Vec<usize>, Vec<&CheckSpec>) = checks.unzip();
    if checks.is_empty() {
        // A mistake that the compiler must catch: compile all that there is.
        checks = kata.checks.iter().collect();
    }
    let rounds = match sample.expected {
        Expected::AllPass => repeat,
        Expected::NonePasses | Expected::Caught(_) => 1,
    };
    let built = grader
        .tools
        .with_answer(kata, &sample.files, &checks, |checker| {
            let mut results = Vec::new();
            for _ in 0..rounds {
                checker.start_over();
                for index in &indices {
                    results.push(checker.check(*index)?);
                }
            }
            Ok(results)
        });
    let verdict = match built {
        Ok(results) => Ok(results),
        Err(Failure::Student(rejection)) => Err(rejection),
        Err(Failure::Ours(error)) => return Err(error),
    };
    Ok(expectation::problems(&sample.expected, verdict))
}

#[cfg(test)]
mod tests {
    use super::{super::example, *};

    fn sizes(samples: Vec<Sample<'_>>) -> Vec<usize> {
        let batches = batches(samples);
        batches.iter().map(|batch| batch.samples.len()).collect()
    }

    #[test]
    fn eight_mistakes_at_most_are_one_program() {
        let kata = example::kata();
        let mistakes = (0..17).map(|_| example::mistake(&kata, "keeps"));
        assert_eq!(sizes(mistakes.collect()), [8, 8, 1]);
    }

    #[test]
    fn a_right_solution_and_a_mistake_for_the_compiler_are_programs_of_their_own() {
        let kata = example::kata();
        let samples = vec![
            example::reference(&kata),
            example::reference(&kata),
            example::mistake(&kata, "keeps"),
            example::mistake(&kata, "runs"),
            example::mistake(&kata, "does_not_compile"),
            example::mistake(&kata, "keeps"),
        ];
        assert_eq!(sizes(samples), [1, 1, 2, 1, 1]);
    }

    #[test]
    fn mistakes_of_two_katas_are_two_programs() {
        let (kata, mut other) = (example::kata(), example::kata());
        other.name = "other".into();
        let samples = vec![
            example::mistake(&kata, "keeps"),
            example::mistake(&other, "keeps"),
        ];
        assert_eq!(sizes(samples), [1, 1]);
    }

    #[test]
    fn a_mistake_of_a_program_is_compiled_alone() {
        let mut kata = example::kata();
        kata.checks[0].form = Form::Command;
        let samples = vec![
            example::mistake(&kata, "keeps"),
            example::mistake(&kata, "keeps"),
        ];
        assert_eq!(sizes(samples), [1, 1]);
    }
}
