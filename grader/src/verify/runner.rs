//! Runs samples and says what is wrong with their verdicts.

use super::{
    batch::Batch,
    expectation,
    samples::{Expected, Sample},
};
use crate::{catalog::checks::CheckSpec, compile::Entry, grader::Grader, rejection::Failure};
use anyhow::Result;
use std::sync::{PoisonError, RwLock};

/// Runs samples. Many threads may use it.
#[derive(Debug)]
pub struct SampleRunner<'a> {
    grader: &'a Grader,
    /// How often every right solution is run.
    repeat: u32,
    /// Held by all that run at the same time, or by the one sample that runs alone.
    turn: RwLock<()>,
}

impl<'a> SampleRunner<'a> {
    /// With this grader; every right solution is run `repeat` times.
    pub fn new(grader: &'a Grader, repeat: u32) -> Self {
        Self {
            grader,
            repeat,
            turn: RwLock::default(),
        }
    }

    /// What is wrong with the verdict on each sample of `batch`, in their order.
    ///
    /// A mistake that shows only when two threads meet may escape on busy cores, so a mistake that was not
    /// caught is run once more, alone. A right solution is not: it must pass whatever else is going on.
    ///
    /// # Errors
    ///
    /// If the machine or the grader fails.
    pub fn problems(&self, batch: &Batch<'_>) -> Result<Vec<Vec<String>>> {
        let mut problems = {
            let _beside_others = self.turn.read().unwrap_or_else(PoisonError::into_inner);
            self.first_problems(batch)?
        };
        for (sample, problems) in batch.samples.iter().zip(&mut problems) {
            if sample.is_mistake() && !problems.is_empty() {
                let _alone = self.turn.write().unwrap_or_else(PoisonError::into_inner);
                tracing::info!(%sample, ?problems, "the mistake is tried once more");
                *problems = self.problems_of_one(sample)?;
            }
        }
        Ok(problems)
    }

    fn first_problems(&self, batch: &Batch<'_>) -> Result<Vec<Vec<String>>> {
        if let Some(problems) = self.problems_in_one_program(batch)? {
            return Ok(problems);
        }
        let samples = batch.samples.iter();
        samples.map(|sample| self.problems_of_one(sample)).collect()
    }

    /// `None` if there is but one sample, or if they cannot be compiled as one program.
    fn problems_in_one_program(&self, batch: &Batch<'_>) -> Result<Option<Vec<Vec<String>>>> {
        let numbered = batch.samples.iter().enumerate();
        let entries: Option<Vec<Entry<'_>>> = numbered
            .map(|(number, sample)| Entry::new(number, &sample.files, sample.own_check()?))
            .collect();
        let (Some(entries), [first, _, ..]) = (entries, &*batch.samples) else {
            return Ok(None);
        };
        let Some(results) = self.grader.tools.check_batch(first.kata, &entries)? else {
            return Ok(None);
        };
        let verdicts = batch.samples.iter().zip(results);
        let problems = verdicts
            .map(|(sample, result)| expectation::problems(&sample.expected, Ok(vec![result])));
        Ok(Some(problems.collect()))
    }

    /// What is wrong with the verdict on a sample that is compiled in the way of everybody's answers.
    fn problems_of_one(&self, sample: &Sample<'_>) -> Result<Vec<String>> {
        let kata = sample.kata;
        let concerned = |(_, check): &(usize, &CheckSpec)| sample.expected.concerns(&check.name);
        let checks = kata.checks.iter().enumerate().filter(concerned);
        let (indices, mut checks): (Vec<usize>, Vec<&CheckSpec>) = checks.unzip();
        if checks.is_empty() {
            // A mistake that the compiler must catch: compile all that there is.
            checks = kata.checks.iter().collect();
        }
        let rounds = match sample.expected {
            Expected::AllPass => self.repeat,
            Expected::NonePasses | Expected::Caught(_) => 1,
        };
        let tools = &self.grader.tools;
        let built = tools.with_answer(kata, &sample.files, &checks, |checker| {
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
}
