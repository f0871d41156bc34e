//! Runs samples and says what is wrong with their verdicts.

use super::{batch::Batch, expectation, samples::Sample};
use crate::{
    catalog::checks::CheckSpec, compile::Entry, grader::Grader, rejection::Failure,
    result::CheckResult,
};
use anyhow::Result;
use std::sync::{PoisonError, RwLock};

/// Runs samples. Many threads may use it.
#[derive(Debug)]
pub struct SampleRunner<'a> {
    grader: &'a Grader,
    /// How often every sample is run.
    repeat: u32,
    /// Held by all that run at the same time, or by the one sample that runs alone.
    turn: RwLock<()>,
}

impl<'a> SampleRunner<'a> {
    /// With this grader; every sample is run `repeat` times.
    pub fn new(grader: &'a Grader, repeat: u32) -> Self {
        Self {
            grader,
            repeat,
            turn: RwLock::default(),
        }
    }

    /// The verdict on each sample of `batch`, in their order.
    ///
    /// A mistake that shows only when two threads meet may escape on busy cores, so a mistake that was not
    /// caught is run once more, alone; not with `--repeat`, which is there to find such mistakes. A right solution
    /// is not: it must pass whatever else is going on.
    ///
    /// # Errors
    ///
    /// If the machine or the grader fails.
    pub fn verdicts(&self, batch: &Batch<'_>) -> Result<Vec<SampleVerdict>> {
        let mut verdicts = {
            let _beside_others = self.turn.read().unwrap_or_else(PoisonError::into_inner);
            self.first_verdicts(batch)?
        };
        if self.repeat > 1 {
            return Ok(verdicts);
        }
        for (sample, verdict) in batch.samples.iter().zip(&mut verdicts) {
            if sample.is_mistake() && !verdict.problems.is_empty() {
                let _alone = self.turn.write().unwrap_or_else(PoisonError::into_inner);
                tracing::info!(%sample, ?verdict, "the mistake is tried once more");
                *verdict = self.verdict_on_one(sample)?;
            }
        }
        Ok(verdicts)
    }

    fn first_verdicts(&self, batch: &Batch<'_>) -> Result<Vec<SampleVerdict>> {
        if let Some(verdicts) = self.verdicts_in_one_program(batch)? {
            return Ok(verdicts);
        }
        let samples = batch.samples.iter();
        samples.map(|sample| self.verdict_on_one(sample)).collect()
    }

    /// `None` if there is but one sample, or if they cannot be compiled as one program.
    fn verdicts_in_one_program(&self, batch: &Batch<'_>) -> Result<Option<Vec<SampleVerdict>>> {
        let numbered = batch.samples.iter().enumerate();
        let entries: Option<Vec<Entry<'_>>> = numbered
            .map(|(number, sample)| Entry::new(number, &sample.files, sample.own_check()?))
            .collect();
        let (Some(entries), [first, _, ..]) = (entries, &*batch.samples) else {
            return Ok(None);
        };
        let tools = &self.grader.tools;
        let Some(results) = tools.check_batch(first.kata, &entries, self.repeat)? else {
            return Ok(None);
        };
        let judged = batch.samples.iter().zip(results);
        let verdicts = judged.map(|(sample, results)| SampleVerdict::on(sample, &results));
        Ok(Some(verdicts.collect()))
    }

    /// The verdict on a sample that is compiled in the way of everybody's answers.
    fn verdict_on_one(&self, sample: &Sample<'_>) -> Result<SampleVerdict> {
        let kata = sample.kata;
        let concerned = |(_, check): &(usize, &CheckSpec)| sample.expected.concerns(&check.name);
        let checks = kata.checks.iter().enumerate().filter(concerned);
        let (indices, mut checks): (Vec<usize>, Vec<&CheckSpec>) = checks.unzip();
        if checks.is_empty() {
            // A mistake that the compiler must catch: compile all that there is.
            checks = kata.checks.iter().collect();
        }
        let tools = &self.grader.tools;
        let built = tools.with_answer(kata, &sample.files, &checks, |checker| {
            let mut results = Vec::new();
            for _ in 0..self.repeat {
                checker.start_over();
                for index in &indices {
                    results.push(checker.check(*index)?);
                }
            }
            Ok(results)
        });
        match built {
            Ok(results) => Ok(SampleVerdict::on(sample, &results)),
            Err(Failure::Student(rejection)) => Ok(SampleVerdict {
                problems: expectation::problems(&sample.expected, Err(rejection)),
                tried: Vec::new(),
            }),
            Err(Failure::Ours(error)) => Err(error),
        }
    }
}

/// What came of a sample.
#[derive(Debug, Clone, Default)]
pub struct SampleVerdict {
    /// What is wrong with its verdict, in words for the kata's author.
    pub problems: Vec<String>,
    /// The checks that it was run with, each with the cases that were tried.
    pub tried: Vec<(String, Vec<String>)>,
}

impl SampleVerdict {
    fn on(sample: &Sample<'_>, results: &[CheckResult]) -> Self {
        let tried = |result: &CheckResult| (result.name.clone(), result.tried.clone());
        Self {
            problems: expectation::problems(&sample.expected, Ok(results)),
            tried: results.iter().map(tried).collect(),
        }
    }
}
