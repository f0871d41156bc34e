//! The one way through: a kata's files go in, a result comes out.

pub mod cache;
pub mod checker;
pub mod kit_probe;

use crate::{
    catalog::{Kata, checks::CheckSpec},
    compile::{
        Compiler, Entry,
        artifacts::BuiltChecks,
        build_dir::Workbench,
        kit::{self, Kit},
        toolchain::Toolchain,
    },
    grader::{
        cache::{Cache, Kept},
        checker::{Checker, Source},
    },
    hang::Diagnosis,
    mutation::Court,
    process::sandbox::{Mode, Protections},
    rejection::Complaint,
    result::{
        CheckResult, CheckStatus, GraderInfo, KataResult, KataStatus, RunResult, SCHEMA,
        SubmissionInfo,
    },
    run::Runner,
    submission::{self, Files, Reading},
    util::{notice, parallel::in_parallel, progress_bar::Progress, semaphore::Slots},
    verdict,
    workspace::Workspace,
};
use anyhow::{Result, anyhow};
use std::{
    path::Path,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Instant, SystemTime},
};

/// How a run grades.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How many programs run at the same time.
    pub jobs: usize,
    /// Whether answers of earlier runs are taken.
    pub use_cache: bool,
    /// How foreign code is locked in.
    pub sandbox: Mode,
    /// Whether the compiler builds on earlier runs: faster from the second edit on, slower before.
    pub incremental: bool,
    /// Whether a hang is located in the student's code, which takes a second compilation.
    pub explain_hangs: bool,
}

/// Everything that grades, ready to be used by many threads.
#[derive(Debug)]
pub struct Grader {
    workspace: Workspace,
    toolchain: Toolchain,
    kit_key: String,
    protections: Protections,
    settings: Settings,
    cache: Cache,
    /// For compilers, which keep a core busy.
    compile_slots: Slots,
    /// For checks, which mostly wait: one that hangs must not keep the others waiting.
    run_slots: Slots,
    /// Made when the first kata has to be compiled: a run on untouched stubs never needs it.
    compiler: Mutex<Option<Result<Arc<Compiler>, String>>>,
    /// Whether the kit was found damaged and built anew, once that was asked.
    kit_is_new: OnceLock<bool>,
}

impl Grader {
    /// A grader for the trusted `workspace`.
    pub fn new(workspace: &Workspace, settings: Settings) -> Result<Self> {
        workspace.expect_a_writable_state()?;
        let toolchain = Toolchain::find(workspace)?;
        let kit_key = Kit::key(workspace, &toolchain)?;
        let protections = Protections::of_this_machine(settings.sandbox)?;
        Ok(Self {
            cache: Cache::new(workspace, &kit_key, &protections.to_string()),
            workspace: workspace.clone(),
            toolchain,
            kit_key,
            protections,
            settings,
            compile_slots: Slots::new(settings.jobs),
            run_slots: Slots::new(settings.jobs * 2),
            compiler: Mutex::new(None),
            kit_is_new: OnceLock::new(),
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
            self.compiler()?;
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
        let hashes = katas
            .iter()
            .map(|kata| (kata.name.clone(), kata.hash.clone()))
            .collect();
        Ok(RunResult {
            schema: SCHEMA.into(),
            grader: GraderInfo {
                version: env!("CARGO_PKG_VERSION").into(),
                toolchain: self.toolchain.short_version(),
                sandbox: self.protections.to_string(),
            },
            submission: SubmissionInfo {
                name: submission::name_of(root)?,
                hash: submission::hash(&hashes),
            },
            submitted_at: None,
            graded_at: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
            score: katas.iter().map(|kata| kata.score).sum(),
            max_score: katas.iter().map(|kata| kata.max_score).sum(),
            katas,
        })
    }

    /// What earlier runs say of the files, without compiling anything.
    pub fn known(&self, kata: &Kata, reading: &Reading) -> Option<KataResult> {
        match reading {
            Reading::Files(files) if !submission::alike(files, &kata.stub) => {
                let kept = self.cache.get(kata, &submission::hash(files));
                kept.map(|kept| kept.result)
            }
            other => Some(without_compiling(kata, other)),
        }
    }

    /// A result of an earlier run that grading the same files again would give, too.
    fn fact(&self, kata: &Kata, files: &Files) -> Option<KataResult> {
        let kept = self.cache.get(kata, &submission::hash(files))?;
        (kept.is_fact && self.settings.use_cache).then_some(kept.result)
    }

    fn must_compile(&self, kata: &Kata, reading: &Reading) -> bool {
        match reading {
            Reading::Files(files) if !submission::alike(files, &kata.stub) => {
                self.fact(kata, files).is_none()
            }
            _ => false,
        }
    }

    fn kata(&self, kata: &Kata, reading: &Reading) -> KataResult {
        let files = match reading {
            Reading::Files(files) if !submission::alike(files, &kata.stub) => files,
            _ => return without_compiling(kata, reading),
        };
        if let Some(fact) = self.fact(kata, files) {
            return fact;
        }
        let started = Instant::now();
        let mut result = empty(kata, KataStatus::NotGraded);
        result.hash = submission::hash(files);
        let answer = self.answer(kata, files).or_else(|error| {
            if !self.kit_was_damaged() {
                return Err(error);
            }
            self.answer(kata, files)
        });
        let is_fact = match answer {
            Ok(answer) => apply(&mut result, answer),
            Err(error) => {
                tracing::info!(kata = %kata.name, "not graded: {error:?}");
                result.message = format!("{error:#}");
                false
            }
        };
        result.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        if result.status == KataStatus::NotGraded {
            return result;
        }
        let kept = Kept { result, is_fact };
        if let Err(error) = self.cache.put(kata, &kept) {
            notice::print(&format!("warning: the result is not kept: {error:#}"));
        }
        kept.result
    }

    /// Whether the machine's failure may have been the kit's: then that is built anew, and a second try is
    /// worth it. Asked once; whoever comes later gets the same answer.
    fn kit_was_damaged(&self) -> bool {
        *self.kit_is_new.get_or_init(|| {
            let Ok(compiler) = self.compiler() else {
                return false;
            };
            let why = match kit_probe::misfit(&compiler, &self.workspace) {
                Ok(None) => return false,
                Ok(Some(why)) => why,
                Err(error) => {
                    tracing::info!("the kit could not be tried: {error:#}");
                    return false;
                }
            };
            tracing::info!("the kit is damaged, so it is built anew: {why}");
            let made = self
                .kit()
                .throw_away()
                .and_then(|()| self.make_compiler())
                .map_err(|error| format!("{error:#}"));
            *self.compiler.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
            true
        })
    }

    /// Compiles `files` and runs every check; with them comes a picture of them all, if there is one.
    fn answer(&self, kata: &Kata, files: &Files) -> Result<Result<Answer, Complaint>> {
        let checks: Vec<&CheckSpec> = kata.checks.iter().collect();
        self.with_built(kata, files, &checks, |checker| {
            let checker = &*checker;
            let every: Vec<usize> = (0..kata.checks.len()).collect();
            let results = in_parallel(&every, self.settings.jobs * 2, |index| {
                checker.check(*index)
            });
            Ok(Answer {
                checks: results.into_iter().collect::<Result<_>>()?,
                picture: checker.matrix()?,
            })
        })
    }

    /// Compiles `files` as an answer to `kata` and hands the result to `use_it`, if there is one.
    /// `checks` are those that `use_it` will run.
    pub fn with_built<T>(
        &self,
        kata: &Kata,
        files: &Files,
        checks: &[&CheckSpec],
        use_it: impl FnOnce(&mut Checker<'_>) -> Result<T>,
    ) -> Result<Result<T, Complaint>> {
        self.protections
            .suffice_for_sockets(self.settings.sandbox, kata.needs_loopback())?;
        let compiler = self.compiler()?;
        let bench = Workbench::take(&self.workspace, &kata.name)?;
        let built = {
            let _slot = self.compile_slots.take();
            compiler.compile(kata, files, checks, &bench)?
        };
        let compiler = &*compiler;
        match built {
            Ok(built) => {
                let runner = self.runner(compiler);
                let slots = &self.run_slots;
                let jobs = self.settings.jobs * 2;
                let court = Court {
                    runner,
                    kata,
                    bench: &bench,
                    slots,
                    jobs,
                };
                let source = Source {
                    compiler,
                    files,
                    checks,
                };
                let explain_hangs = self.settings.explain_hangs;
                let mut checker = Checker::new(court, source, built, explain_hangs);
                use_it(&mut checker).map(Ok)
            }
            Err(complaint) => Ok(Err(complaint)),
        }
    }

    /// Compiles `entries` of `kata` as one program and runs each check; `None` if they cannot be
    /// compiled together.
    pub fn together(&self, kata: &Kata, entries: &[Entry<'_>]) -> Result<Option<Vec<CheckResult>>> {
        let compiler = self.compiler()?;
        let bench = Workbench::take(&self.workspace, &kata.name)?;
        let program = {
            let _slot = self.compile_slots.take();
            compiler.compile_together(kata, entries, &bench)?
        };
        let compiler = &*compiler;
        let Some(checks) = program else {
            return Ok(None);
        };
        let built = BuiltChecks {
            checks,
            program: None,
        };
        let runner = self.runner(compiler);
        // All at once, because a mistake that hangs waits more than it works.
        let results = in_parallel(entries, entries.len(), |entry| {
            let _slot = self.run_slots.take();
            let happened = runner.run(kata, &entry.check, &built, &bench)?;
            let diagnosis = Diagnosis::default();
            Ok(verdict::of_check(kata, &entry.check, happened, diagnosis))
        });
        results.into_iter().collect::<Result<_>>().map(Some)
    }

    fn runner<'a>(&self, compiler: &'a Compiler) -> Runner<'a> {
        Runner {
            toolchain: &compiler.toolchain,
            kit: &compiler.kit,
            protections: self.protections,
        }
    }

    /// The compiler, with the kit built if this is the first time.
    pub fn compiler(&self) -> Result<Arc<Compiler>> {
        let mut compiler = self.compiler.lock().unwrap_or_else(PoisonError::into_inner);
        let made = compiler
            .get_or_insert_with(|| self.make_compiler().map_err(|error| format!("{error:#}")));
        made.clone().map_err(|message| anyhow!(message))
    }

    fn make_compiler(&self) -> Result<Arc<Compiler>> {
        let compiler = |kit: &Kit| Compiler {
            toolchain: self.toolchain.clone(),
            kit: kit.clone(),
            protections: self.protections,
            incremental: self.settings.incremental,
        };
        let misfit = |kit: &Kit| kit_probe::misfit(&compiler(kit), &self.workspace);
        let kit = self.kit().find_or_build(misfit)?;
        Ok(Arc::new(compiler(&kit)))
    }

    fn kit(&self) -> kit::Source<'_> {
        kit::Source {
            workspace: &self.workspace,
            toolchain: &self.toolchain,
            key: &self.kit_key,
        }
    }

    /// Fetches what the first grade will need, as long as there is a network.
    pub fn fetch(&self) {
        kit::fetch(&self.kit());
    }
}

fn empty(kata: &Kata, status: KataStatus) -> KataResult {
    KataResult {
        name: kata.name.clone(),
        chapter: kata.chapter.clone(),
        status,
        score: 0,
        max_score: kata.max_score(),
        hash: String::new(),
        cached: false,
        duration_ms: 0,
        message: String::new(),
        diagnostics: Vec::new(),
        checks: kata.checks.iter().map(CheckResult::not_run).collect(),
    }
}

/// What can be said of a kata's files by looking at them.
fn without_compiling(kata: &Kata, reading: &Reading) -> KataResult {
    let (status, message, hash) = match reading {
        Reading::Files(files) => (
            KataStatus::NotStarted,
            format!(
                "Still as it was given. Start with {}/README.md.",
                kata.exercise
            ),
            submission::hash(files),
        ),
        Reading::Missing(what) => (
            KataStatus::Missing,
            format!(
                "{what} is not there. `cargo kata reset {}` brings the exercise back.",
                kata.name
            ),
            String::new(),
        ),
        Reading::Elsewhere(folder) => (
            KataStatus::Missing,
            format!(
                "{} is not there, but {folder} is called `{}` in its Cargo.toml. If that is your answer, rename it \
                 back.",
                kata.exercise, kata.name
            ),
            String::new(),
        ),
        Reading::Refused(why) => (
            KataStatus::Refused,
            format!("Not read: {why}."),
            String::new(),
        ),
    };
    KataResult {
        message,
        hash,
        ..empty(kata, status)
    }
}

/// What running the checks of one kata gave.
struct Answer {
    checks: Vec<CheckResult>,
    picture: String,
}

/// Puts what became of an answer into its result, and says whether that is a fact about the files: a
/// time-out is one about the machine, too.
fn apply(result: &mut KataResult, answer: Result<Answer, Complaint>) -> bool {
    match answer {
        Ok(Answer { checks, picture }) => {
            result.score = checks.iter().map(|check| check.score).sum();
            result.checks = checks;
            let passed = result.passed_checks();
            result.message = format!("{passed} of {} checks passed.", result.checks.len());
            if !picture.is_empty() {
                result.message.push_str(&format!("\n\n{picture}"));
            }
            let any = |status| result.checks.iter().any(|check| check.status == status);
            let all = passed == result.checks.len();
            let timed_out = any(CheckStatus::TimedOut);
            result.status = if all {
                KataStatus::Passed
            } else {
                KataStatus::Failed
            };
            !timed_out
        }
        Err(Complaint::DoesNotCompile(message, diagnostics)) => {
            result.status = KataStatus::DoesNotCompile;
            (result.message, result.diagnostics) = (message, diagnostics);
            true
        }
        Err(Complaint::SignatureChanged(message, diagnostics)) => {
            result.status = KataStatus::SignatureChanged;
            (result.message, result.diagnostics) = (message, diagnostics);
            true
        }
        Err(Complaint::TakesTooLong(message)) => {
            result.status = KataStatus::DoesNotCompile;
            result.message = message;
            false
        }
    }
}
