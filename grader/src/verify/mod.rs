//! Proves that a kata's checks are right: they accept every right solution we know and reject every
//! typical mistake, each by its own check and with words about that very mistake.

pub mod batch;
pub mod coverage;
#[cfg(test)]
mod example;
mod expectation;
pub mod incomplete;
pub mod ratio;
pub mod report;
pub mod runner;
pub mod samples;

use crate::{
    catalog::Kata,
    grader::Grader,
    util::{
        parallel::{answers_at_work, in_parallel},
        progress_bar::Progress,
    },
};
use anyhow::{Context as _, Result};
use coverage::Coverage;
use report::KataReport;
use runner::SampleRunner;
use std::collections::BTreeMap;

/// Runs all samples of `katas`, each `repeat` times.
///
/// # Errors
///
/// If samples cannot be read, or the machine or the grader fails.
pub fn verify_katas(
    grader: &Grader,
    katas: &[&Kata],
    repeat: u32,
    jobs: usize,
) -> Result<Vec<KataReport>> {
    let mut samples = Vec::new();
    let mut reports = BTreeMap::new();
    for kata in katas {
        let of_kata = samples::load(kata)
            .with_context(|| format!("failed to read the samples of {}", kata.name))?;
        let coverage = Coverage::of(kata, &of_kata);
        reports.insert(&kata.name, KataReport::new(kata, coverage));
        samples.extend(of_kata);
    }
    grader.tools.compiler()?;
    let progress = Progress::start("verifying", samples.len());
    let batches = batch::batches(samples);
    let runner = SampleRunner::new(grader, repeat);
    let verdicts = in_parallel(&batches, answers_at_work(jobs), |batch| {
        let verdicts = runner.verdicts(batch);
        for sample in &batch.samples {
            progress.done(&sample.to_string());
        }
        verdicts
    });
    drop(progress);
    for (batch, verdicts) in batches.iter().zip(verdicts) {
        for (sample, verdict) in batch.samples.iter().zip(verdicts?) {
            let report = reports.get_mut(&sample.kata.name);
            let report = report.context("failed to find a kata's report")?;
            report.add(sample, verdict);
        }
    }
    let in_order = katas.iter().filter_map(|kata| reports.remove(&kata.name));
    Ok(in_order.collect())
}
