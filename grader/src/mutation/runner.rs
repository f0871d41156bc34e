//! Runs every test of a student against every variant of the code.

use super::report::{Baseline, MutationReport, TestRun};
use crate::{
    catalog::{
        Kata,
        variants::{MOST_SECONDS, VariantTokens},
    },
    compile::{artifacts::BuiltTests, build_dir::BuildDir},
    process::{
        limits,
        outcome::{KillReason, ProcessOutcome},
    },
    run::CheckRunner,
    util::{parallel::in_parallel, semaphore::Semaphore, text::plain},
};
use anyhow::{Result, anyhow, ensure};
use std::time::Duration;

/// Tests in a file: each is run a dozen times, in a process of its own.
pub const MOST_TESTS: usize = 100;

/// What it takes to run a kata's tests.
#[derive(Debug, Clone, Copy)]
pub struct MutationRunner<'a> {
    /// Runs one of them.
    pub runner: CheckRunner<'a>,
    /// The kata.
    pub kata: &'a Kata,
    /// Where they were compiled and are run.
    pub dir: &'a BuildDir,
    /// Limits how many run at the same time.
    pub semaphore: &'a Semaphore,
    /// How many threads wait for them.
    pub jobs: usize,
}

impl MutationRunner<'_> {
    /// Runs every test against every variant.
    ///
    /// # Errors
    ///
    /// The machine's.
    pub fn run(&self, built: &BuiltTests) -> Result<MutationReport> {
        let tests = self.list(built)?;
        if tests.is_empty() || tests.len() > MOST_TESTS {
            return Ok(MutationReport::of_untried(tests));
        }
        let VariantTokens {
            correct,
            mutants,
            unusable,
        } = &built.tokens;
        let limit = Duration::from_secs(MOST_SECONDS);
        let baseline = self.call(built, &correct[0], &[], limit)?;
        // A file that takes seconds on correct code is not tried on wrong code, a dozen times.
        let mutants = if baseline.too_slow {
            &[]
        } else {
            mutants.as_slice()
        };
        let tokens = [std::slice::from_ref(unusable), correct, mutants].concat();
        let mut rows = self.run_all(built, &tests, &tokens, limit)?.into_iter();
        let baseline = Baseline {
            whole_file: baseline,
            on_unusable: rows.next().unwrap_or_default(),
            on_correct: rows.by_ref().take(correct.len()).collect(),
        };
        let on_mutants = rows.collect();
        Ok(MutationReport::new(
            tests,
            &built.async_tests,
            baseline,
            on_mutants,
        ))
    }

    /// The names of the tests. None of them is run.
    fn list(&self, built: &BuiltTests) -> Result<Vec<String>> {
        let listed = self.call(
            built,
            "",
            &["--list", "--format", "terse"],
            limits::COMPILER_WALL_TIME,
        )?;
        ensure!(
            listed.passed,
            "the tests could not be listed: {}",
            listed.output.trim()
        );
        let lines = listed.output.lines();
        let names = lines.filter_map(|line| line.strip_suffix(": test"));
        Ok(names.map(str::to_string).collect())
    }

    fn call(
        &self,
        built: &BuiltTests,
        token: &str,
        arguments: &[&str],
        limit: Duration,
    ) -> Result<TestRun> {
        let _permit = self.semaphore.acquire();
        let Self {
            runner, kata, dir, ..
        } = self;
        let ended = runner.run_tests(kata, &built.program, token, arguments, limit, dir)?;
        Ok(test_run(&ended))
    }

    /// A row for every token, in it a column for every test.
    ///
    /// They run in an order that nobody can foresee: a test that knew from its process's number, or
    /// from the clock, whether the correct variants are over could fail on the rest without testing.
    fn run_all(
        &self,
        built: &BuiltTests,
        tests: &[String],
        tokens: &[String],
        limit: Duration,
    ) -> Result<Vec<Vec<TestRun>>> {
        let mut pairs = Vec::new();
        for (row, token) in tokens.iter().enumerate() {
            for (column, test) in tests.iter().enumerate() {
                pairs.push((random_number()?, (row, column), token, test));
            }
        }
        pairs.sort();
        let runs = in_parallel(&pairs, self.jobs, |(_, place, token, test)| {
            let run = self.call(built, token, &["--exact", test], limit)?;
            Ok((*place, run))
        });
        let mut runs = runs.into_iter().collect::<Result<Vec<_>>>()?;
        runs.sort_by_key(|(place, _)| *place);
        let mut runs = runs.into_iter().map(|(_, run)| run);
        let rows = tokens
            .iter()
            .map(|_| runs.by_ref().take(tests.len()).collect());
        Ok(rows.collect())
    }
}

/// What came of one run of the standard test harness.
fn test_run(ended: &ProcessOutcome) -> TestRun {
    let output = plain(&ended.output);
    let is_summary = |line: &str| line.starts_with("test result: ");
    TestRun {
        passed: ended.succeeded(),
        too_slow: matches!(
            ended.killed,
            Some(KillReason::WallTime | KillReason::CpuTime)
        ),
        ended_itself: ended.killed.is_none() && !output.lines().any(is_summary),
        output,
    }
}

fn random_number() -> Result<[u8; 8]> {
    let mut number = [0; 8];
    getrandom::fill(&mut number).map_err(|error| anyhow!("failed to make an order: {error}"))?;
    Ok(number)
}
