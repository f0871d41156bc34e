//! What a grader compiles and runs answers with: the toolchain, the kit, the sandbox, and how many of them at
//! a time.

use super::{
    assembly::CheckedAnswer,
    checker::{Checker, Hangs, Source},
    kit_probe,
};
use crate::{
    catalog::{Kata, checks::CheckSpec},
    compile::{
        Compiler, Entry, Rustc, Together,
        artifacts::{Built, BuiltChecks},
        build_dir::{self, BuildDir},
        kit::Kit,
        kit_builder::{self, KitBuilder},
        orders_library::OrdersBuilder,
        toolchain::Toolchain,
    },
    hang::HangReport,
    process::sandbox::{Mode, Protections},
    rejection::Failure,
    result::CheckResult,
    run::CheckRunner,
    submission::{self, Files},
    util::{parallel::in_parallel, semaphore::Semaphore},
    verdict,
    workspace::Workspace,
};
use anyhow::{Result, anyhow};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// How answers are graded.
#[derive(Debug, Clone, Copy)]
pub struct GraderSettings {
    /// How many programs run at the same time.
    pub jobs: usize,
    /// How many checks run at the same time: more than that, because they mostly wait.
    pub runs: usize,
    /// Whether answers of earlier runs are taken.
    pub use_cache: bool,
    /// How foreign code is locked in.
    pub sandbox: Mode,
    /// Whether the compiler builds on earlier runs: faster from the second edit on, slower before.
    pub incremental: bool,
    /// What is said of a hang.
    pub hangs: Hangs,
}

/// What answers are compiled and run with. Many threads may use it.
#[derive(Debug)]
pub struct Tools {
    workspace: Workspace,
    settings: GraderSettings,
    /// The compiler and what belongs to it.
    pub toolchain: Toolchain,
    /// The hash of everything that the kit is built from.
    pub kit_key: String,
    /// What locks foreign code in.
    pub protections: Protections,
    /// For compilers, which keep a core busy.
    compile_semaphore: Semaphore,
    /// For checks, which mostly wait: one that hangs must not keep the others waiting.
    run_semaphore: Semaphore,
    /// Made when the first kata has to be compiled: a run on untouched stubs never needs it.
    compiler: Mutex<Option<Result<Arc<Compiler>, String>>>,
    /// Whether the kit was found damaged and built anew, once that was asked.
    kit_is_new: OnceLock<bool>,
}

impl Tools {
    /// The tools of the trusted `workspace`.
    ///
    /// # Errors
    ///
    /// If there is no compiler, or not the sandbox that the settings demand.
    pub fn find(workspace: &Workspace, settings: GraderSettings) -> Result<Self> {
        let toolchain = Toolchain::find(workspace)?;
        Ok(Self {
            kit_key: kit_builder::key(workspace, &toolchain)?,
            toolchain,
            protections: Protections::of_this_machine(settings.sandbox)?,
            workspace: workspace.clone(),
            settings,
            compile_semaphore: Semaphore::new(settings.jobs),
            run_semaphore: Semaphore::new(settings.runs),
            compiler: Mutex::new(None),
            kit_is_new: OnceLock::new(),
        })
    }

    /// Whether the machine's failure may have been the kit's: then that is built anew, and a second try is
    /// worth it. It is found out once; later callers get the same answer.
    pub fn kit_was_damaged(&self) -> bool {
        *self.kit_is_new.get_or_init(|| {
            let Ok(compiler) = self.compiler() else {
                return false;
            };
            let why = match kit_probe::find_misfit(&compiler, &self.workspace) {
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

    /// Whether another process of the grader compiles or runs `files` as an answer to `kata` at this moment.
    pub fn are_in_use(&self, kata: &Kata, files: &Files) -> bool {
        build_dir::is_in_use(&self.workspace, &kata.name, &submission::hash(files))
    }

    /// Compiles `files` as an answer to `kata` and hands the result to `use_it`. `checks` are those that
    /// `use_it` will run.
    ///
    /// # Errors
    ///
    /// If the answer cannot be checked, or the machine fails.
    pub fn with_answer<T>(
        &self,
        kata: &Kata,
        files: &Files,
        checks: &[&CheckSpec],
        use_it: impl FnOnce(&mut Checker<'_>) -> Result<T>,
    ) -> Result<T, Failure> {
        self.protections
            .suffice_for_sockets(self.settings.sandbox, kata.needs_loopback())?;
        let compiler = &*self.compiler()?;
        let dir = &BuildDir::take(&self.workspace, &kata.name)?;
        dir.note_answer(&submission::hash(files))?;
        let built = {
            let _permit = self.compile_semaphore.acquire();
            compiler.compile(kata, files, checks, dir)?
        };
        let source = Source {
            compiler,
            kata,
            files,
            checks,
            dir,
        };
        Ok(use_it(&mut self.checker(source, built))?)
    }

    fn checker<'a>(&'a self, source: Source<'a>, built: Built) -> Checker<'a> {
        let jobs = self.settings.jobs * 2;
        Checker::new(
            source,
            built,
            &self.run_semaphore,
            jobs,
            self.settings.hangs,
        )
    }

    /// Compiles `answers` to `kata`, whose checks [can share](Kata::checks_can_share) a program, and runs the checks of
    /// each. `None` for an answer that has to be compiled alone.
    ///
    /// # Errors
    ///
    /// If the machine fails.
    pub fn check_together(
        &self,
        kata: &Kata,
        answers: &[&Files],
    ) -> Result<Vec<Option<CheckedAnswer>>> {
        self.protections
            .suffice_for_sockets(self.settings.sandbox, kata.needs_loopback())?;
        let compiler = &*self.compiler()?;
        let checks: Vec<&CheckSpec> = kata.checks.iter().collect();
        let mut dirs = Vec::new();
        for files in answers {
            let dir = BuildDir::take(&self.workspace, &kata.name)?;
            dir.note_answer(&submission::hash(files))?;
            dirs.push(dir);
        }
        let together = answers.iter().zip(&dirs);
        let together: Vec<Together<'_>> = together
            .map(|(files, dir)| Together { files, dir })
            .collect();
        let built = {
            let _permit = self.compile_semaphore.acquire();
            compiler.compile_together(kata, &together)?
        };
        let answers = answers.iter().zip(&dirs).zip(built);
        let checkers: Vec<Option<Checker<'_>>> = answers
            .map(|((files, dir), built)| {
                let source = Source {
                    compiler,
                    kata,
                    files,
                    checks: &checks,
                    dir,
                };
                Some(self.checker(source, Built::Checks(built?)))
            })
            .collect();
        let checked = in_parallel(&checkers, checkers.len(), |checker| {
            let answer = checker.as_ref().map(Checker::answer);
            answer.transpose()
        });
        checked.into_iter().collect()
    }

    /// Compiles `entries` of `kata` as one program and runs the check of each; `None` if they cannot be
    /// compiled in one.
    pub fn check_batch(
        &self,
        kata: &Kata,
        entries: &[Entry<'_>],
        rounds: u32,
    ) -> Result<Option<Vec<Vec<CheckResult>>>> {
        let compiler = self.compiler()?;
        let dir = BuildDir::take(&self.workspace, &kata.name)?;
        let program = {
            let _permit = self.compile_semaphore.acquire();
            compiler.compile_batch(kata, entries, &dir)?
        };
        let Some(checks) = program else {
            return Ok(None);
        };
        let built = BuiltChecks {
            checks: Some(checks),
            ..BuiltChecks::default()
        };
        let runner = CheckRunner::new(&compiler.rustc);
        // All at once, because a mistake that hangs waits more than it works.
        let results = in_parallel(entries, entries.len(), |entry| {
            let round = |_| {
                let _permit = self.run_semaphore.acquire();
                let run = runner.run(kata, &entry.check, &built, &dir)?;
                let hang = HangReport::default();
                Ok(verdict::of_check(kata, &entry.check, run, hang, None))
            };
            (0..rounds).map(round).collect()
        });
        results.into_iter().collect::<Result<_>>().map(Some)
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
            rustc: Rustc {
                toolchain: self.toolchain.clone(),
                kit: kit.clone(),
                protections: self.protections,
                incremental: self.settings.incremental,
            },
            orders: OrdersBuilder::new(&self.workspace, &self.toolchain, &self.kit_key),
        };
        let misfit = |kit: &Kit| kit_probe::find_misfit(&compiler(kit), &self.workspace);
        let kit = self.kit().find_or_build(misfit)?;
        Ok(Arc::new(compiler(&kit)))
    }

    fn kit(&self) -> KitBuilder<'_> {
        KitBuilder {
            workspace: &self.workspace,
            toolchain: &self.toolchain,
            key: &self.kit_key,
        }
    }

    /// Fetches what the first grade will need, as long as there is a network.
    pub fn fetch(&self) {
        kit_builder::fetch(&self.kit());
    }
}
