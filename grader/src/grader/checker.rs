//! A compiled answer, ready for its checks to be run one by one.

use crate::{
    catalog::checks::CheckSpec,
    compile::{
        Compiler,
        artifacts::{Built, BuiltTests},
    },
    hang::{HangReport, RECORD_VARIABLE, StudentCode, explain, write_recording},
    mutation::{Court, Trial},
    result::CheckResult,
    run::Happened,
    submission::Files,
    verdict,
};
use anyhow::{Result, anyhow};
use kata_protocol::{StackSample, SymbolTable};
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// What an answer was compiled from.
#[derive(Debug)]
pub struct Source<'a> {
    /// By whom.
    pub compiler: &'a Compiler,
    /// The answer.
    pub files: &'a Files,
    /// The checks that were compiled with it.
    pub checks: &'a [&'a CheckSpec],
}

/// A compiled answer whose checks can be run.
#[derive(Debug)]
pub struct Checker<'a> {
    court: Court<'a>,
    source: Source<'a>,
    built: Built,
    explain_hangs: bool,
    /// The checks' program with line tables, once a hang has to be explained.
    with_lines: OnceLock<Result<Option<PathBuf>, String>>,
    /// The student's program that looks where it hangs, once that has to be known.
    to_look_at: OnceLock<Result<Option<PathBuf>, String>>,
    /// For a file of tests: all its runs, which answer every question at once.
    trial: OnceLock<Result<Trial, String>>,
}

impl<'a> Checker<'a> {
    /// Runs what was `built` from `source`, and locates hangs if wanted.
    pub fn new(court: Court<'a>, source: Source<'a>, built: Built, explain_hangs: bool) -> Self {
        Self {
            court,
            source,
            built,
            explain_hangs,
            with_lines: OnceLock::new(),
            to_look_at: OnceLock::new(),
            trial: OnceLock::new(),
        }
    }

    /// Forgets what earlier runs have shown, so that the next check runs everything again.
    pub fn start_over(&mut self) {
        self.trial = OnceLock::new();
    }

    /// Runs the check with this index.
    pub fn check(&self, index: usize) -> Result<CheckResult> {
        let Court {
            kata,
            runner,
            bench,
            slots,
            ..
        } = &self.court;
        let check = &kata.checks[index];
        match &self.built {
            Built::Checks(built) => {
                let _slot = slots.take();
                let happened = runner.run(kata, check, built, bench)?;
                // What cannot be found out is left out: it costs nobody a mark.
                let report = self.explain_hang(check, &happened).unwrap_or_else(|error| {
                    let (kata, check) = (&kata.name, &check.name);
                    tracing::info!(kata, check, "the hang is not explained: {error:#}");
                    HangReport::default()
                });
                Ok(verdict::of_check(kata, check, happened, report))
            }
            Built::Tests(built) => self.trial(built)?.answer(kata, check),
        }
    }

    /// Where a hung check waits.
    fn explain_hang(&self, check: &CheckSpec, happened: &Happened) -> Result<HangReport> {
        let Some(samples) = happened.signed.as_ref().map(|signed| &signed.samples) else {
            return Ok(HangReport::default());
        };
        if samples.is_empty() || !self.explain_hangs {
            return Ok(HangReport::default());
        }
        if let Some(arguments) = &samples.program {
            return self.explain_hung_program(check, arguments);
        }
        let Court { kata, bench, .. } = &self.court;
        let Source {
            compiler,
            files,
            checks,
        } = &self.source;
        let compile = || {
            let program = compiler.compile_with_lines(kata, files, checks, bench);
            program.map_err(|error| format!("{error:#}"))
        };
        let program = self.with_lines.get_or_init(compile);
        let program = program.as_ref().map_err(|message| anyhow!("{message}"))?;
        self.report(check, &samples.stacks, program.as_deref())
    }

    /// Where the student's program waits, which was called with these arguments and hung.
    fn explain_hung_program(&self, check: &CheckSpec, arguments: &[String]) -> Result<HangReport> {
        let Court {
            kata,
            runner,
            bench,
            ..
        } = &self.court;
        let Source {
            compiler, files, ..
        } = &self.source;
        let compile = || {
            let program = compiler.compile_to_look_at(kata, files, bench);
            program.map_err(|error| format!("{error:#}"))
        };
        let program = self.to_look_at.get_or_init(compile);
        let program = program.as_ref().map_err(|message| anyhow!("{message}"))?;
        let Some(program) = program else {
            return Ok(HangReport::default());
        };
        let seen = runner.look_at_program(kata, program, arguments, bench)?;
        let report = self.report(check, &seen.stacks, Some(program))?;
        // There is no check in there that something else could be waiting for.
        if report.places.is_empty() {
            Ok(HangReport::default())
        } else {
            Ok(report)
        }
    }

    /// What was seen, in the student's lines; `program` knows what addresses stand for.
    fn report(
        &self,
        check: &CheckSpec,
        samples: &[StackSample],
        program: Option<&Path>,
    ) -> Result<HangReport> {
        let Court {
            kata,
            runner,
            bench,
            ..
        } = &self.court;
        let symbols = match program {
            Some(program) => {
                let addresses = samples.iter().flat_map(|sample| sample.stack.clone());
                let addresses: BTreeSet<String> = addresses.collect();
                let addresses = addresses.into_iter().collect();
                runner.symbolize(kata, program, addresses, bench)?
            }
            None => SymbolTable::default(),
        };
        let code = StudentCode {
            exercise: &kata.exercise,
            files: self.source.files,
        };
        let report = explain(code, samples, &symbols).report(code);
        if let Some(folder) = env::var_os(RECORD_VARIABLE) {
            let recording = write_recording(code, samples, &symbols, &report);
            fs::create_dir_all(&folder)?;
            fs::write(
                Path::new(&folder).join(format!("{}.txt", check.name)),
                recording,
            )?;
        }
        Ok(report)
    }

    /// Tests against mutants as a picture; empty for a kata of another kind.
    pub fn matrix(&self) -> Result<String> {
        match &self.built {
            Built::Checks(_) => Ok(String::new()),
            Built::Tests(built) => Ok(self.trial(built)?.matrix(self.court.kata)),
        }
    }

    fn trial(&self, built: &BuiltTests) -> Result<&Trial> {
        let hear = || self.court.hear(built).map_err(|error| format!("{error:#}"));
        self.trial
            .get_or_init(hear)
            .as_ref()
            .map_err(|message| anyhow!("{message}"))
    }
}
