//! What came of a student's tests: which of them count, which fail on correct code, and which mutants they
//! miss. Pure: from runs to verdicts.

use crate::{
    catalog::{
        Kata,
        checks::{CheckSpec, Form, Question},
        variants::{CodeVariants, LEAST_TESTS, MOST_SECONDS},
    },
    compile::artifacts::AsyncTest,
    result::{CheckResult, CheckStatus, MutantRow, MutationMatrix},
};
use anyhow::{Context as _, Result, bail};

/// One run of a test, or of the whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestRun {
    /// What the exit code says, as `cargo test` would go by it.
    pub passed: bool,
    /// It was stopped because it took too long.
    pub too_slow: bool,
    /// The test harness had no chance to say how the tests went.
    pub ended_itself: bool,
    /// What it printed.
    pub output: String,
}

impl TestRun {
    /// On correct code a test has to come to its end.
    fn is_good(&self) -> bool {
        self.passed && !self.ended_itself
    }
}

/// The tests on code that none of them may fail on.
#[derive(Debug)]
pub struct Baseline {
    /// The whole file against the given code, as `cargo test` would run it.
    pub whole_file: TestRun,
    /// Every test against code that panics at once: a test that passes there tests nothing.
    pub on_unusable: Vec<TestRun>,
    /// For every correct variant a run of every test.
    pub on_correct: Vec<Vec<TestRun>>,
}

/// What came of all runs.
#[derive(Debug)]
pub struct MutationReport {
    tests: Vec<String>,
    /// `None` if there are no tests, or too many to try.
    tried: Option<Tried>,
}

#[derive(Debug)]
struct Tried {
    whole_file: TestRun,
    /// How many tests use the function.
    useful: usize,
    /// For every correct variant the tests that fail on it, with what they said.
    false_positives: Vec<Vec<(String, String)>>,
    /// The tests that run in real time.
    in_real_time: Vec<String>,
    /// For every mutant whether each test fails on it. Empty if the tests cannot be trusted.
    caught: Vec<Vec<bool>>,
    /// Whether a test failed on a mutant by more than not coming to an end.
    asserts: bool,
}

/// Why a check is not kept.
#[derive(Debug, PartialEq, Eq)]
struct Broken {
    observed: String,
    /// What the tests said.
    details: String,
    explanation: String,
}

impl Broken {
    fn new(observed: impl Into<String>, explanation: impl Into<String>) -> Self {
        Self {
            observed: observed.into(),
            details: String::new(),
            explanation: explanation.into(),
        }
    }
}

impl MutationReport {
    /// On these tests, which are none or too many.
    pub fn of_untried(tests: Vec<String>) -> Self {
        Self { tests, tried: None }
    }

    /// On all runs of `tests`, some of which are async by their attribute.
    pub fn new(
        tests: Vec<String>,
        async_tests: &[AsyncTest],
        baseline: Baseline,
        on_mutants: Vec<Vec<TestRun>>,
    ) -> Self {
        let named = tests.iter().zip(&baseline.on_unusable);
        let is_async = |test: &str| {
            async_tests
                .iter()
                .any(|other| other.name == function_of(test))
        };
        let is_useful = |(test, run): &(&String, &TestRun)| !run.passed || is_async(test);
        let useful = named.filter(is_useful).count();
        let failures = |runs: &Vec<TestRun>| {
            let failed = tests.iter().zip(runs).filter(|(_, run)| !run.is_good());
            let failed = failed.map(|(test, run)| (test.clone(), reason_of(run)));
            failed.collect::<Vec<_>>()
        };
        let false_positives: Vec<_> = baseline.on_correct.iter().map(failures).collect();
        let trustworthy = false_positives.iter().all(Vec::is_empty);
        let on_mutants = if trustworthy { on_mutants } else { Vec::new() };
        let says_no = |run: &TestRun| !run.passed && !run.too_slow;
        let asserts = on_mutants.iter().flatten().any(says_no);
        let fails = |row: &Vec<TestRun>| row.iter().map(|run| !run.passed).collect();
        let caught = on_mutants.iter().map(fails).collect();
        let in_real_time = async_tests.iter().filter(|test| test.in_real_time);
        Self {
            tests,
            tried: Some(Tried {
                whole_file: baseline.whole_file,
                useful,
                false_positives,
                in_real_time: in_real_time.map(|test| test.name.clone()).collect(),
                caught,
                asserts,
            }),
        }
    }

    /// The verdict on one check.
    ///
    /// # Errors
    ///
    /// If the check is no question about tests.
    pub fn verdict_for(&self, kata: &Kata, check: &CheckSpec) -> Result<CheckResult> {
        let (Form::Tests(question), Some(variants)) = (check.form, kata.variants()) else {
            bail!("failed to find what `{}` asks", check.name);
        };
        let mut result = CheckResult::not_run(check);
        match self.what_is_broken(kata, question, variants)? {
            None => (result.status, result.score) = (CheckStatus::Passed, check.points),
            Some(Broken {
                observed,
                details,
                explanation,
            }) => {
                result.status = self.status_of_broken(question);
                result.observed = observed;
                result.details = details;
                result.explanation = explanation;
            }
        }
        Ok(result)
    }

    /// A mutant that was not tried is no promise that was seen to break.
    fn status_of_broken(&self, question: Question) -> CheckStatus {
        match (&self.tried, question) {
            (Some(tried), Question::Catch(_)) if tried.caught.is_empty() => CheckStatus::NotRun,
            (Some(tried), _) if tried.whole_file.too_slow => CheckStatus::TimedOut,
            _ => CheckStatus::Failed,
        }
    }

    fn what_is_broken(
        &self,
        kata: &Kata,
        question: Question,
        variants: &CodeVariants,
    ) -> Result<Option<Broken>> {
        let Some(tried) = &self.tried else {
            return Ok(Some(not_tried(kata.file_of_tests()?, self.tests.len())));
        };
        match question {
            Question::Enough => Ok(tried.too_few()),
            Question::PassOnCorrect => Ok(tried.false_positive(variants)),
            Question::Quick => Ok(tried.too_slow()),
            Question::Catch(index) => tried.missed(variants, index),
        }
    }

    /// Tests against mutants, if there are any to show.
    pub fn matrix(&self, kata: &Kata) -> Option<MutationMatrix> {
        let tried = self.tried.as_ref()?;
        let variants = kata.variants()?;
        let rows = variants.mutants.iter().zip(&tried.caught);
        let mutants: Vec<MutantRow> = rows
            .map(|(mutant, caught_by)| MutantRow {
                does: mutant.does.clone(),
                caught_by: caught_by.clone(),
            })
            .collect();
        (!mutants.is_empty()).then(|| MutationMatrix {
            tests: self.tests.clone(),
            mutants,
            asserts: tried.asserts,
        })
    }
}

fn not_tried(file: &str, tests: usize) -> Broken {
    let observed = match tests {
        0 => format!("There are no tests in {file}, which is the file that is graded."),
        _ => {
            let most = super::runner::MOST_TESTS;
            format!("There are {tests} tests in {file}; more than {most} are not tried.")
        }
    };
    Broken::new(observed, "")
}

impl Tried {
    fn too_few(&self) -> Option<Broken> {
        (self.useful < LEAST_TESTS).then(|| {
            let found = match self.useful {
                0 => "There is no test that uses the function".to_string(),
                1 => "There is 1 test that uses the function".into(),
                more => format!("There are {more} tests that use the function"),
            };
            Broken::new(
                format!("{found}; at least {LEAST_TESTS} are promised."),
                "A test is a function with `#[tokio::test]`, or with `#[test]` and a runtime of its own; \
                 one that neither calls nor awaits the function tests nothing.",
            )
        })
    }

    fn false_positive(&self, variants: &CodeVariants) -> Option<Broken> {
        let mut named = variants.correct.iter().zip(&self.false_positives);
        if let Some((variant, failed)) = named.find(|(_, failed)| !failed.is_empty()) {
            let names: Vec<&str> = failed.iter().map(|(test, _)| test.as_str()).collect();
            let lesson = if self.whole_file.too_slow {
                PAUSE
            } else if self.whole_file.ended_itself {
                "A test passes by returning and fails by panicking. Who ends the process (`exit`, `abort`) \
                 ends the tests beside it as well, and nobody hears how they went."
            } else if names.iter().all(|name| self.runs_in_real_time(name)) {
                REAL_TIME
            } else {
                "A test asserts what is promised, not how one version happens to do it."
            };
            let observed = format!(
                "These tests fail on correct code, where the function {}: {}.",
                variant.does,
                names.join(", ")
            );
            return Some(Broken {
                details: failed[0].1.clone(),
                ..Broken::new(observed, lesson)
            });
        }
        let fails_together = !self.whole_file.is_good() && !self.whole_file.too_slow;
        fails_together.then(|| Broken {
            details: reason_of(&self.whole_file),
            ..Broken::new(
                "Each test passes by itself, but together they fail on the given code.",
                "Tests run at the same time in one process: do not let them share anything.",
            )
        })
    }

    fn runs_in_real_time(&self, test: &str) -> bool {
        self.in_real_time
            .iter()
            .any(|other| other == function_of(test))
    }

    fn too_slow(&self) -> Option<Broken> {
        if self.whole_file.too_slow {
            return Some(Broken::new(
                format!("The file was not done after {MOST_SECONDS} real seconds and was stopped."),
                PAUSE,
            ));
        }
        let failed = !self.whole_file.is_good();
        failed.then(|| {
            Broken::new(
                "It was not timed, because it does not pass on correct code.",
                "",
            )
        })
    }

    fn missed(&self, variants: &CodeVariants, index: usize) -> Result<Option<Broken>> {
        if self.caught.is_empty() {
            return Ok(Some(Broken::new(
                "It was not tried: a test that fails, or needs seconds, on correct code proves nothing about \
                 wrong code.",
                "",
            )));
        }
        let row = self.caught.get(index);
        let row = row.context("failed to find a mutant's row")?;
        Ok((!row.contains(&true)).then(|| {
            let does = &variants.mutants[index].does;
            Broken::new(
                format!("All your tests pass, and yet the function {does}."),
                "Ask what a caller would notice, and assert just that.",
            )
        }))
    }
}

/// The name of a test's function, without the modules that it is in.
fn function_of(test: &str) -> &str {
    test.rsplit("::").next().unwrap_or(test)
}

const REAL_TIME: &str = "These tests run in real time, where every pause takes a little longer than it should. Let virtual time \
pass instead, which is exact: `#[tokio::test(start_paused = true)]`, and look at the clock with `tokio::time::Instant`. \
If they fail then as well, they assert something that is not promised.";

const PAUSE: &str = "Let virtual time pass instead: `#[tokio::test(start_paused = true)]` makes tokio's `sleep` \
free and exact. A `std::thread::sleep` takes real time all the same, and what waits for something that never \
comes, or goes round in a loop without an end, never ends.";

/// The lines in which a failed test says why.
fn reason_of(run: &TestRun) -> String {
    if run.too_slow {
        return format!("  it was not done after {MOST_SECONDS} s");
    }
    let says_why = |line: &str| {
        // A panic, a panic that did not come, an `Err`.
        line.contains("panicked at")
            || line.starts_with("note: test did not panic")
            || line.starts_with("Error: ")
    };
    let lines = run.output.lines();
    let mut reason = lines.skip_while(|line| !says_why(line)).peekable();
    if run.ended_itself && reason.peek().is_none() {
        return "  it ended its process before the test was over".into();
    }
    let lines = reason
        .take_while(|line| !line.starts_with("note: run with") && !line.is_empty())
        .take(6)
        .map(|line| format!("  {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
