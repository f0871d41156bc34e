//! Which samples are compiled as one program, to be quick: mistakes of one kata.

use super::samples::Sample;
use crate::catalog::checks::Form;

/// The most samples that are compiled as one program.
const MOST_SAMPLES: usize = 8;

/// One sample, or some that can be compiled as one program.
#[derive(Debug)]
pub struct Batch<'a> {
    /// The samples, one at least.
    pub samples: Vec<Sample<'a>>,
}

/// The samples in as few batches as possible, in the order of the first of each.
pub fn batches(samples: Vec<Sample<'_>>) -> Vec<Batch<'_>> {
    let mut batches: Vec<Batch<'_>> = Vec::new();
    for sample in samples {
        let has_room = |batch: &&mut Batch<'_>| batch.has_room_for(&sample);
        match batches.iter_mut().rfind(has_room) {
            Some(batch) => batch.samples.push(sample),
            None => batches.push(Batch {
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
        assert_eq!(sizes(samples), [1, 1, 3, 1]);
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
