//! Grades katas: reads the files, compiles them, runs the checks, and assembles the result.

pub(crate) mod assembly;
pub mod cache;
pub mod checker;
mod kit_probe;
pub mod tools;
mod untouched;

use crate::{
    catalog::{Kata, checks::CheckSpec},
    rejection::Failure,
    result::{Block, GraderInfo, KataResult, KataStatus, RunResult, SCHEMA, SubmissionInfo},
    submission::{self, Files, Reading},
    util::{
        notice::{self, NoticeKind},
        parallel::in_parallel,
        progress_bar::Progress,
    },
    workspace::Workspace,
};
use anyhow::Result;
use assembly::CheckedAnswer;
use cache::{Cache, CachedResult};
use std::{
    path::Path,
    time::{Duration, Instant, SystemTime},
};
use tools::{GraderSettings, Tools};
use untouched::is_untouched;

/// Everything that grades, ready to be used by many threads.
#[derive(Debug)]
pub struct Grader {
    /// What answers are compiled and run with.
    pub tools: Tools,
    settings: GraderSettings,
    cache: Cache,
}

impl Grader {
    /// A grader for the trusted `workspace`.
    ///
    /// # Errors
    ///
    /// If it cannot keep its own files, or lacks one of its tools.
    pub fn new(workspace: &Workspace, settings: GraderSettings) -> Result<Self> {
        workspace.expect_a_writable_state()?;
        let tools = Tools::find(workspace, settings)?;
        let cache = Cache::new(workspace, &tools.kit_key, &tools.protections.to_string());
        Ok(Self {
            tools,
            settings,
            cache,
        })
    }

    /// Grades `katas` from the copy of the repository in `root`.
    pub fn run(&self, katas: &[&Kata], root: &Path) -> Result<RunResult> {
        submission::expect_a_copy(root)?;
        let mut work = Vec::new();
        for kata in katas {
            work.push((*kata, kata.read_from(root)?));
        }
        if work
            .iter()
            .any(|(kata, reading)| self.must_compile(kata, reading))
        {
            self.tools.compiler()?;
        }
        let progress = Progress::start("grading", work.len());
        let results = in_parallel(&work, self.settings.jobs, |(kata, reading)| {
            let result = self.kata(kata, reading);
            progress.done(&kata.name);
            result
        });
        drop(progress);
        self.whole(root, results)
    }

    fn whole(&self, root: &Path, katas: Vec<KataResult>) -> Result<RunResult> {
        Ok(self.result_of(submission::name_of(root)?, None, katas))
    }

    /// Who grades.
    pub fn info(&self) -> GraderInfo {
        GraderInfo {
            version: env!("CARGO_PKG_VERSION").into(),
            toolchain: self.tools.toolchain.short_version(),
            sandbox: self.tools.protections.to_string(),
        }
    }

    /// The whole result of the submission with this name, from those of its katas.
    pub fn result_of(
        &self,
        name: String,
        submitted_at: Option<String>,
        katas: Vec<KataResult>,
    ) -> RunResult {
        RunResult {
            schema: SCHEMA.into(),
            grader: self.info(),
            submission: SubmissionInfo {
                name,
                hash: submission::hash_of_katas(&katas),
            },
            submitted_at,
            graded_at: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
            score: katas.iter().map(|kata| kata.score).sum(),
            max_score: katas.iter().map(|kata| kata.max_score).sum(),
            katas,
        }
    }

    /// The hash of everything that decides the result of grading what was read as an answer to `kata`: two with one
    /// key have one result.
    pub fn key(&self, kata: &Kata, reading: &Reading) -> String {
        let read = match reading {
            Reading::Files(files) => submission::hash(files),
            Reading::Missing(name) => format!("missing {name}"),
            Reading::Elsewhere(folder) => format!("elsewhere {folder}"),
            Reading::Refused(why) => format!("refused {why}"),
        };
        self.cache.key(kata, &read)
    }

    /// Grades one kata.
    pub fn grade(&self, kata: &Kata, reading: &Reading) -> KataResult {
        self.kata(kata, reading)
    }

    /// Grades answers to one kata, those that can be compiled together in less time than one by one.
    pub fn grade_together(&self, kata: &Kata, readings: &[&Reading]) -> Vec<KataResult> {
        let started = Instant::now();
        let (places, answers): (Vec<usize>, Vec<&Files>) = readings
            .iter()
            .enumerate()
            .filter(|(_, reading)| self.must_compile(kata, reading))
            .filter_map(|(place, reading)| Some((place, reading.files()?)))
            .unzip();
        let mut checked: Vec<Option<CheckedAnswer>> = readings.iter().map(|_| None).collect();
        if kata.checks_can_share() && answers.len() > 1 {
            match self.tools.check_together(kata, &answers) {
                Ok(together) => {
                    for (place, answer) in places.iter().zip(together) {
                        checked[*place] = answer;
                    }
                }
                Err(error) => tracing::info!(kata = %kata.name, "one by one, because: {error:#}"),
            }
        }
        let took = started.elapsed() / u32::try_from(answers.len()).unwrap_or(1).max(1);
        let graded = readings.iter().zip(checked).map(|(reading, checked)| {
            match (reading.files(), checked) {
                (Some(files), Some(answer)) => self.kept(kata, files, Ok(answer), took),
                _ => self.kata(kata, reading),
            }
        });
        graded.collect()
    }

    /// What earlier runs say of the files, without compiling anything.
    pub fn known(&self, kata: &Kata, reading: &Reading) -> Option<KataResult> {
        match reading {
            Reading::Files(files) if !is_untouched(kata, files) => {
                let kept = self.cache.get(kata, &submission::hash(files));
                kept.map(|kept| kept.result)
            }
            other => Some(untouched::without_compiling(kata, other)),
        }
    }

    /// A result of an earlier run that grading the same files again would give, too.
    fn fact(&self, kata: &Kata, files: &Files) -> Option<KataResult> {
        let kept = self.cache.get(kata, &submission::hash(files))?;
        (kept.is_fact && self.settings.use_cache).then_some(kept.result)
    }

    /// Whether grading what was read compiles something, since no earlier run says what would come of it. A time-out
    /// says nothing.
    pub fn must_compile(&self, kata: &Kata, reading: &Reading) -> bool {
        match reading {
            Reading::Files(files) if !is_untouched(kata, files) => self.fact(kata, files).is_none(),
            _ => false,
        }
    }

    fn kata(&self, kata: &Kata, reading: &Reading) -> KataResult {
        let files = match reading {
            Reading::Files(files) if !is_untouched(kata, files) => files,
            _ => return untouched::without_compiling(kata, reading),
        };
        if let Some(fact) = self.fact(kata, files) {
            return fact;
        }
        let started = Instant::now();
        let answer = self.answer_on_a_sound_kit(kata, files);
        self.kept(kata, files, answer, started.elapsed())
    }

    /// The result of checking `files`, which is kept for later runs.
    fn kept(
        &self,
        kata: &Kata,
        files: &Files,
        answer: Result<CheckedAnswer, Failure>,
        took: Duration,
    ) -> KataResult {
        let mut result = assembly::empty(kata, KataStatus::NotGraded);
        result.hash = submission::hash(files);
        let is_fact = match answer {
            Ok(answer) => answer.apply_to(&mut result),
            Err(Failure::Student(rejection)) => assembly::apply_rejection(&mut result, rejection),
            Err(Failure::Ours(error)) => {
                tracing::info!(kata = %kata.name, "not graded: {error:?}");
                result.blocks = vec![Block::Prose(format!("{error:#}"))];
                false
            }
        };
        result.duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        if result.status == KataStatus::NotGraded {
            return result;
        }
        let kept = CachedResult { result, is_fact };
        if let Err(error) = self.cache.put(kata, &kept) {
            let warning = format!("warning: the result is not kept: {error:#}");
            notice::print(NoticeKind::Warning, &warning);
        }
        kept.result
    }

    /// Checks `files`, once more if the machine's failure was that of a damaged kit.
    fn answer_on_a_sound_kit(&self, kata: &Kata, files: &Files) -> Result<CheckedAnswer, Failure> {
        match self.answer(kata, files) {
            Err(Failure::Ours(_)) if self.tools.kit_was_damaged() => self.answer(kata, files),
            answer => answer,
        }
    }

    /// Compiles `files` and runs every check.
    fn answer(&self, kata: &Kata, files: &Files) -> Result<CheckedAnswer, Failure> {
        let checks: Vec<&CheckSpec> = kata.checks.iter().collect();
        self.tools
            .with_answer(kata, files, &checks, |checker| checker.answer())
    }
}
