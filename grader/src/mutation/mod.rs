//! A student's tests on trial: every test against every version of the code, each in a process of its
//! own. A test that fails on correct code proves nothing; a mutant that no test fails on survives.

use crate::{
    catalog::{
        Kata,
        checks::{CheckSpec, Form, Question},
        variants::{Choices, LEAST_TESTS, MOST_SECONDS, Versions},
    },
    compile::{artifacts::BuiltTests, build_dir::Workbench},
    process::{
        limits,
        outcome::{KillReason, ProcessOutcome},
    },
    result::{CheckResult, CheckStatus},
    run::Runner,
    util::{parallel::in_parallel, semaphore::Slots, text::plain},
};
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use std::time::Duration;

/// Tests in a file: each is run a dozen times, in a process of its own.
const MOST_TESTS: usize = 100;

/// Who failed where.
#[derive(Debug)]
pub struct Trial {
    tests: Vec<String>,
    counted: usize,
    /// The whole file against the given code, as `cargo test` would run it.
    whole: Seen,
    /// For every correct version the tests that fail on it, with what they said.
    wrong_alarms: Vec<Vec<(String, String)>>,
    /// For every mutant whether each test fails on it.
    caught: Vec<Vec<bool>>,
    /// Whether a test failed on a mutant by more than not coming to an end.
    asserts: bool,
}

#[derive(Debug)]
struct Seen {
    /// What the exit code says, as `cargo test` would go by it.
    passed: bool,
    too_slow: bool,
    /// The harness had no chance to say how the tests went.
    ended_itself: bool,
    output: String,
}

impl Seen {
    /// On correct code a test has to come to its end.
    fn held(&self) -> bool {
        self.passed && !self.ended_itself
    }
}

impl From<ProcessOutcome> for Seen {
    fn from(ended: ProcessOutcome) -> Self {
        let output = plain(&ended.output);
        let summary = |line: &str| line.starts_with("test result: ");
        Self {
            passed: ended.succeeded(),
            too_slow: matches!(
                ended.killed,
                Some(KillReason::WallTime | KillReason::CpuTime)
            ),
            ended_itself: ended.killed.is_none() && !output.lines().any(summary),
            output,
        }
    }
}

/// Everything that it takes to run a test.
#[derive(Debug)]
pub struct Court<'a> {
    /// What runs it.
    pub runner: Runner<'a>,
    /// The kata.
    pub kata: &'a Kata,
    /// Where it runs.
    pub bench: &'a Workbench,
    /// When it runs.
    pub slots: &'a Slots,
    /// How many run at the same time.
    pub jobs: usize,
}

impl Court<'_> {
    /// Runs every test against every version.
    pub fn hear(&self, built: &BuiltTests) -> Result<Trial> {
        let Choices {
            correct,
            mutants,
            unusable,
        } = &built.choices;
        let limit = Duration::from_secs(MOST_SECONDS);
        // Listing runs none of them.
        let patience = limits::COMPILER_WALL_TIME;
        let listed = self.call(built, "", &["--list", "--format", "terse"], patience)?;
        ensure!(
            listed.passed,
            "the tests could not be listed: {}",
            listed.output.trim()
        );
        let names = listed
            .output
            .lines()
            .filter_map(|line| line.strip_suffix(": test"));
        let tests: Vec<String> = names.map(str::to_string).collect();
        if tests.len() > MOST_TESTS {
            return Ok(Trial {
                counted: 0,
                tests,
                whole: listed,
                wrong_alarms: Vec::new(),
                caught: Vec::new(),
                asserts: false,
            });
        }
        let whole = self.call(built, &correct[0], &[], limit)?;

        // A file that takes seconds on correct code is not tried on wrong code, a dozen times.
        let wrong = if whole.too_slow {
            &[]
        } else {
            mutants.as_slice()
        };
        let all = [std::slice::from_ref(unusable), correct, wrong].concat();
        let mut seen = self.every(built, &tests, &all, limit)?.into_iter();
        let alive = seen.next().unwrap_or_default();
        let tests_something =
            |(test, seen): &(&String, &Seen)| !seen.passed || built.async_tests.contains(test);
        let counted = tests.iter().zip(&alive).filter(tests_something).count();

        let mut wrong_alarms = Vec::new();
        for seen in seen.by_ref().take(correct.len()) {
            let failed = tests.iter().zip(seen).filter(|(_, seen)| !seen.held());
            let failed = failed.map(|(test, seen)| (test.clone(), what_it_said(&seen)));
            wrong_alarms.push(failed.collect::<Vec<_>>());
        }
        let trustworthy = wrong_alarms.iter().all(Vec::is_empty);
        let caught: Vec<Vec<Seen>> = match trustworthy {
            true => seen.collect(),
            false => Vec::new(),
        };
        let says_no = |seen: &Seen| !seen.passed && !seen.too_slow;
        let asserts = caught.iter().flatten().any(says_no);
        let fails = |row: Vec<Seen>| row.into_iter().map(|seen| !seen.passed).collect();
        let caught = caught.into_iter().map(fails).collect();
        Ok(Trial {
            tests,
            counted,
            whole,
            wrong_alarms,
            caught,
            asserts,
        })
    }

    fn call(
        &self,
        built: &BuiltTests,
        choice: &str,
        arguments: &[&str],
        limit: Duration,
    ) -> Result<Seen> {
        let _slot = self.slots.take();
        let Self {
            runner,
            kata,
            bench,
            ..
        } = self;
        let ended = runner.run_tests(kata, &built.program, choice, arguments, limit, bench)?;
        Ok(ended.into())
    }

    /// A row for every choice, in it a column for every test.
    ///
    /// They run in an order that nobody can foresee: a test that knew from its process's number, or
    /// from the clock, whether the correct versions are over could fail on the rest without testing.
    fn every(
        &self,
        built: &BuiltTests,
        tests: &[String],
        choices: &[String],
        limit: Duration,
    ) -> Result<Vec<Vec<Seen>>> {
        let mut pairs = Vec::new();
        for (row, choice) in choices.iter().enumerate() {
            for (column, test) in tests.iter().enumerate() {
                let mut order = [0; 8];
                getrandom::fill(&mut order)
                    .map_err(|error| anyhow!("failed to make an order: {error}"))?;
                pairs.push((order, (row, column), choice, test));
            }
        }
        pairs.sort();
        let seen = in_parallel(&pairs, self.jobs, |(_, place, choice, test)| {
            let seen = self.call(built, choice, &["--exact", test], limit)?;
            Ok((*place, seen))
        });
        let mut seen = seen.into_iter().collect::<Result<Vec<_>>>()?;
        seen.sort_by_key(|(place, _)| *place);
        let mut seen = seen.into_iter().map(|(_, seen)| seen);
        let rows = choices
            .iter()
            .map(|_| seen.by_ref().take(tests.len()).collect());
        Ok(rows.collect())
    }
}

impl Trial {
    /// The verdict on one question.
    pub fn answer(&self, kata: &Kata, check: &CheckSpec) -> Result<CheckResult> {
        let (Form::Tests(question), Some(versions)) = (check.form, &kata.versions) else {
            bail!("failed to find what `{}` asks", check.name);
        };
        let broken = match question {
            _ if self.tests.is_empty() => Some("There are no tests in the file.".into()),
            _ if self.tests.len() > MOST_TESTS => Some(format!(
                "There are {} tests in the file; more than {MOST_TESTS} are not tried.",
                self.tests.len()
            )),
            Question::Enough => self.too_few(),
            Question::PassOnCorrect => self.wrong_alarm(versions),
            Question::Quick => self.too_slow(),
            Question::Catch(index) => self.survivor(versions, index)?,
        };
        let mut result = CheckResult::not_run(check);
        match broken {
            Some(message) => {
                result.message = message;
                result.status = if self.whole.too_slow {
                    CheckStatus::TimedOut
                } else {
                    CheckStatus::Failed
                };
            }
            None => (result.status, result.score) = (CheckStatus::Passed, check.points),
        }
        Ok(result)
    }

    fn too_few(&self) -> Option<String> {
        (self.counted < LEAST_TESTS).then(|| {
            format!(
                "There are {} tests that use the function; at least {LEAST_TESTS} are promised.\n\
                 A test is a function with `#[tokio::test]`, or with `#[test]` and a runtime of its own; \
                 one that neither calls nor awaits the function tests nothing.",
                self.counted
            )
        })
    }

    fn wrong_alarm(&self, versions: &Versions) -> Option<String> {
        let named = versions.correct.iter().zip(&self.wrong_alarms);
        if let Some((version, failed)) = named.into_iter().find(|(_, failed)| !failed.is_empty()) {
            let names: Vec<&str> = failed.iter().map(|(test, _)| test.as_str()).collect();
            let lesson = if self.whole.too_slow {
                PAUSE
            } else if self.whole.ended_itself {
                "A test passes by returning and fails by panicking. Who ends the process (`exit`, `abort`) \
                 ends the tests beside it as well, and nobody hears how they went."
            } else {
                "A test asserts what is promised, not how one version happens to do it."
            };
            return Some(format!(
                "These tests fail on correct code, where the function {}: {}.\n{}\n{lesson}",
                version.does,
                names.join(", "),
                failed[0].1,
            ));
        }
        (!self.whole.held() && !self.whole.too_slow).then(|| {
            format!(
                "Each test passes by itself, but together they fail on the given code.\n{}\n\
                 Tests run at the same time in one process: do not let them share anything.",
                what_it_said(&self.whole)
            )
        })
    }

    fn too_slow(&self) -> Option<String> {
        if self.whole.too_slow {
            return Some(format!(
                "The file was not done after {MOST_SECONDS} real seconds and was stopped.\n{PAUSE}"
            ));
        }
        let failed = !self.whole.held();
        failed.then(|| "It was not timed, because it does not pass on correct code.".into())
    }

    fn survivor(&self, versions: &Versions, index: usize) -> Result<Option<String>> {
        if self.caught.is_empty() {
            return Ok(Some(
                "It was not tried: a test that fails, or needs seconds, on correct code proves nothing about wrong code.".into(),
            ));
        }
        let row = self
            .caught
            .get(index)
            .context("failed to find a mutant's row")?;
        Ok((!row.contains(&true)).then(|| {
            let does = &versions.mutants[index].does;
            format!("All your tests pass although the function {does}.\nAsk what a caller would notice, and assert just that.")
        }))
    }

    /// Tests against mutants, if there are any to show: `x` where a test fails, as it should, `.` where it passes.
    pub fn matrix(&self, kata: &Kata) -> String {
        let was_tried = !self.tests.is_empty() && !self.caught.is_empty();
        let Some(versions) = kata.versions.as_ref().filter(|_| was_tried) else {
            return String::new();
        };
        let legend = self.tests.iter().enumerate();
        let mut text: String = legend
            .map(|(n, test)| format!("{:>3}  {test}\n", n + 1))
            .collect();
        let numbers: String = (1..=self.tests.len()).map(|n| format!("{n:>3}")).collect();
        text.push_str(&format!("\n{numbers}   x: the test fails, as it should\n"));
        for (mutant, row) in versions.mutants.iter().zip(&self.caught) {
            let cells: String = row
                .iter()
                .map(|fails| if *fails { "  x" } else { "  ." })
                .collect();
            let survived = if row.contains(&true) {
                ""
            } else {
                "   SURVIVED"
            };
            text.push_str(&format!("{cells}   {}{survived}\n", mutant.does));
        }
        if !self.asserts {
            text.push_str("\nNo assertion fails on any of them. Do your tests assert anything?\n");
        }
        text
    }
}

const PAUSE: &str = "Let virtual time pass instead: `#[tokio::test(start_paused = true)]` makes tokio's `sleep` \
free and exact. A `std::thread::sleep` takes real time all the same, and what waits for something that never \
comes, or goes round in a loop without an end, never ends.";

/// The lines in which a failed test says why.
fn what_it_said(seen: &Seen) -> String {
    if seen.too_slow {
        return format!("  it was not done after {MOST_SECONDS} s");
    }
    let says_why = |line: &str| {
        // A panic, a panic that did not come, an `Err`.
        line.contains("panicked at")
            || line.starts_with("note: test did not panic")
            || line.starts_with("Error: ")
    };
    let mut reason = seen
        .output
        .lines()
        .skip_while(|line| !says_why(line))
        .peekable();
    if seen.ended_itself && reason.peek().is_none() {
        return "  it ended its process before the test was over".into();
    }
    let lines: Vec<String> = reason
        .take_while(|line| !line.starts_with("note: run with") && !line.is_empty())
        .take(6)
        .map(|line| format!("  {line}"))
        .collect();
    lines.join("\n")
}
