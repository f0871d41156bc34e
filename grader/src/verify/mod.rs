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
    util::{parallel::in_parallel, progress_bar::Progress},
};
use anyhow::{Context as _, Result};
use coverage::Coverage;
use report::KataReport;
use runner::SampleRunner;
use std::collections::BTreeMap;

/// Runs all samples of `katas`, every right solution `repeat` times.
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
        reports.insert(&kata.name, KataReport::new(&kata.name, coverage));
        samples.extend(of_kata);
    }
    grader.tools.compiler()?;
    let progress = Progress::start("verifying", samples.len());
    let batches = batch::batches(samples);
    let runner = SampleRunner::new(grader, repeat);
    let problems = in_parallel(&batches, threads(jobs), |batch| {
        let problems = runner.problems(batch);
        for sample in &batch.samples {
            progress.done(&sample.to_string());
        }
        problems
    });
    drop(progress);
    for (batch, problems) in batches.iter().zip(problems) {
        for (sample, problems) in batch.samples.iter().zip(problems?) {
            let report = reports.get_mut(&sample.kata.name);
            let report = report.context("failed to find a kata's report")?;
            report.add(sample, problems);
        }
    }
    let in_order = katas.iter().filter_map(|kata| reports.remove(&kata.name));
    Ok(in_order.collect())
}

/// How many batches are run at the same time: twice as many as there are jobs, because a mistake that hangs
/// waits more than it works.
pub fn threads(jobs: usize) -> usize {
    jobs * 2
}
