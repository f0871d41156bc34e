//! A compiled answer, ready for its checks to be run one by one.

use super::assembly::CheckedAnswer;
use crate::{
    catalog::{Kata, checks::CheckSpec},
    compile::{
        Compiler,
        artifacts::{Built, BuiltChecks, BuiltTests},
        build_dir::BuildDir,
    },
    hang::{self, HangReport, RECORD_VARIABLE, StudentCode, write_recording},
    mutation::{report::MutationReport, runner::MutationRunner},
    rejection::explain,
    result::{Block, CheckResult, MutationMatrix, OrderPicture, OrderRow, OrdersResult},
    run::{CheckRun, CheckRunner},
    submission::Files,
    util::{files::write_whole, memo::Memo, parallel::in_parallel, semaphore::Semaphore},
    verdict,
};
use anyhow::{Result, bail};
use kata_protocol::{OrderEnd, RunOrder, StackSample, SymbolTable};
use std::{
    collections::BTreeSet,
    env,
    path::{Path, PathBuf},
};

/// What an answer was compiled from, and where.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What has compiled it.
    pub compiler: &'a Compiler,
    /// The kata.
    pub kata: &'a Kata,
    /// The answer.
    pub files: &'a Files,
    /// The checks that were compiled with it.
    pub checks: &'a [&'a CheckSpec],
    /// Where it was compiled.
    pub dir: &'a BuildDir,
}

/// A compiled answer whose checks can be run.
#[derive(Debug)]
pub struct Checker<'a> {
    source: Source<'a>,
    built: Built,
    runner: CheckRunner<'a>,
    semaphore: &'a Semaphore,
    jobs: usize,
    hangs: Hangs,
    /// The checks' program with line tables, once a hang has to be explained.
    with_symbols: Memo<Option<PathBuf>>,
    /// The program with the checks of the `orders.rs` with line tables, once a failing order has to be drawn.
    order_symbols: Memo<Option<PathBuf>>,
    /// The checks' program whose collections poll all their futures, once a hang in one has to be explained.
    with_polled_futures: Memo<Option<PathBuf>>,
    /// The student's program with the hang probe, once that is needed.
    hang_probe: Memo<Option<PathBuf>>,
    /// For a file of tests: all its runs, which answer every question at once.
    mutation: Memo<MutationReport>,
}

/// An order of threads that a person chooses step by step.
#[derive(Debug)]
pub struct ChosenOrder {
    /// What has run so far.
    pub picture: OrderPicture,
    /// If it is open how it goes on: what can come next.
    pub options: Vec<OrderRow>,
    /// How it has ended, if it has.
    pub end: OrderEnd,
    /// What is wrong, if anything is.
    pub message: String,
}

/// What polls only those of its futures that were woken, and can be compiled so that it polls all.
const COLLECTIONS: [&str; 3] = ["FuturesUnordered", "FuturesOrdered", "join_all"];

/// Whether a hang is located in the student's code, which takes a second compilation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hangs {
    /// It is.
    Located,
    /// Only that it hangs is told.
    Told,
}

impl<'a> Checker<'a> {
    /// Runs what was `built` from `source`, as many at a time as `semaphore` has permits, on `jobs` threads.
    pub fn new(
        source: Source<'a>,
        built: Built,
        semaphore: &'a Semaphore,
        jobs: usize,
        hangs: Hangs,
    ) -> Self {
        let with_symbols = match &built {
            Built::Checks(built) => built.with_lines.clone(),
            Built::Tests(_) => None,
        };
        Self {
            runner: CheckRunner::new(&source.compiler.rustc),
            source,
            built,
            semaphore,
            jobs,
            hangs,
            with_symbols: with_symbols
                .map_or_else(Memo::default, |program| Memo::of(Some(program))),
            order_symbols: Memo::default(),
            with_polled_futures: Memo::default(),
            hang_probe: Memo::default(),
            mutation: Memo::default(),
        }
    }

    /// Forgets what earlier runs have shown, so that the next check runs everything again.
    pub fn start_over(&mut self) {
        self.mutation = Memo::default();
    }

    /// Runs every check.
    pub fn answer(&self) -> Result<CheckedAnswer> {
        let every: Vec<usize> = (0..self.source.kata.checks.len()).collect();
        let results = in_parallel(&every, self.jobs, |index| self.check(*index));
        Ok(CheckedAnswer {
            checks: results.into_iter().collect::<Result<_>>()?,
            mutants: self.matrix()?,
            warnings: self.warnings(),
        })
    }

    /// Runs the check with this index.
    pub fn check(&self, index: usize) -> Result<CheckResult> {
        let Source { kata, dir, .. } = self.source;
        let check = &kata.checks[index];
        match &self.built {
            Built::Checks(built) => {
                let _permit = self.semaphore.acquire();
                let run = self.runner.run(kata, check, built, dir)?;
                // What cannot be found out is left out: it costs nobody a mark.
                let hang = self.explain_hang(check, &run).unwrap_or_else(|error| {
                    let (kata, check) = (&kata.name, &check.name);
                    tracing::info!(kata, check, "the hang is not explained: {error:#}");
                    HangReport::default()
                });
                let orders = self.explain_orders(&run)?;
                Ok(verdict::of_check(kata, check, run, hang, orders))
            }
            Built::Tests(built) => self.mutation(built)?.verdict_for(kata, check),
        }
    }

    /// Where a hung check waits.
    fn explain_hang(&self, check: &CheckSpec, run: &CheckRun) -> Result<HangReport> {
        let Some(samples) = run.signed.as_ref().map(|signed| &signed.samples) else {
            return Ok(HangReport::default());
        };
        if samples.is_empty() || self.hangs == Hangs::Told {
            return Ok(HangReport::default());
        }
        if let Some(arguments) = &samples.program {
            return self.explain_hung_program(check, arguments);
        }
        let Source {
            compiler,
            kata,
            files,
            checks,
            dir,
        } = self.source;
        let compile = || compiler.compile_with_lines(kata, files, checks, dir);
        let program = self.with_symbols.get_or_init(compile)?;
        let report = self.report_hang(check, &samples.stacks, program.as_deref())?;
        match self.look_into_collections(check) {
            Ok(Some(closer)) => Ok(closer),
            Ok(None) => Ok(report),
            Err(error) => {
                tracing::info!(check = %check.name, "no second look: {error:#}");
                Ok(report)
            }
        }
    }

    /// Where the futures in a collection wait, such as `FuturesUnordered`, if the answer has one. It polls only those
    /// that were woken, so the check is run again with one that polls all.
    fn look_into_collections(&self, check: &CheckSpec) -> Result<Option<HangReport>> {
        let Source {
            compiler,
            kata,
            files,
            checks,
            dir,
        } = self.source;
        let has_one = |text: &String| COLLECTIONS.iter().any(|name| text.contains(name));
        if !files.values().any(has_one) {
            return Ok(None);
        }
        let compile = || compiler.compile_with_polled_futures(kata, files, checks, dir);
        let Some(program) = self.with_polled_futures.get_or_init(compile)? else {
            return Ok(None);
        };
        let built = BuiltChecks {
            checks: Some(program.clone()),
            ..BuiltChecks::default()
        };
        let run = self.runner.run(kata, check, &built, dir)?;
        let Some(signed) = run.signed.filter(|signed| !signed.samples.is_empty()) else {
            return Ok(None);
        };
        let report = self.report_hang(check, &signed.samples.stacks, Some(program))?;
        Ok(Some(report).filter(|report| !report.places.is_empty()))
    }

    /// How many orders of threads were run, and the one that fails in the student's lines.
    fn explain_orders(&self, run: &CheckRun) -> Result<Option<OrdersResult>> {
        let Source { kata, files, .. } = self.source;
        let report = run
            .signed
            .as_ref()
            .and_then(|signed| signed.orders.as_ref());
        let Some(report) = report else {
            return Ok(None);
        };
        let symbols = match (&report.failing, self.hangs) {
            (Some(failing), Hangs::Located) => self.symbols_of(failing),
            _ => SymbolTable::default(),
        };
        let code = StudentCode {
            exercise: &kata.exercise,
            files,
        };
        Ok(Some(hang::of_orders(code, report, &symbols)))
    }

    /// The program with the checks of the `orders.rs` that knows the lines of its sources.
    fn orders_with_lines(&self) -> Result<Option<&PathBuf>> {
        let Source {
            compiler,
            kata,
            files,
            checks,
            dir,
        } = self.source;
        let compile = || compiler.compile_orders_with_lines(kata, files, checks, dir);
        Ok(self.order_symbols.get_or_init(compile)?.as_ref())
    }

    /// What the addresses in an order stand for. What cannot be found out is left out: it costs nobody a mark.
    fn symbols_of(&self, order: &RunOrder) -> SymbolTable {
        let Source { kata, dir, .. } = self.source;
        let steps = order
            .steps
            .iter()
            .chain(&order.waiting)
            .chain(&order.options);
        let addresses: BTreeSet<String> = steps.flat_map(|step| step.stack.clone()).collect();
        if addresses.is_empty() {
            return SymbolTable::default();
        }
        let looked_up = self.orders_with_lines().and_then(|program| match program {
            Some(program) => {
                let addresses = addresses.into_iter().collect();
                self.runner.symbolize(kata, program, addresses, dir)
            }
            None => Ok(SymbolTable::default()),
        });
        looked_up.unwrap_or_else(|error| {
            tracing::info!(kata = %kata.name, "the order is not drawn: {error:#}");
            SymbolTable::default()
        })
    }

    /// Runs the check with this index in the order of its threads that has these choices, as far as they go.
    ///
    /// # Errors
    ///
    /// If the machine fails, or the check does not say how it went.
    pub fn in_order(&self, index: usize, choices: &[usize]) -> Result<ChosenOrder> {
        let Source {
            kata, files, dir, ..
        } = self.source;
        let check = &kata.checks[index];
        let program = self.orders_with_lines()?;
        let built = BuiltChecks {
            orders: program.cloned(),
            ..BuiltChecks::default()
        };
        let order = Some(choices.to_vec());
        let run = self.runner.run_in_order(kata, check, &built, order, dir)?;
        let signed = run.signed.as_ref();
        let chosen = signed.and_then(|signed| signed.orders.as_ref()?.chosen.as_ref());
        let Some(order) = chosen else {
            let said = verdict::of_check(kata, check, run, HangReport::default(), None);
            bail!("the check was not run in this order: {}", said.message());
        };
        let code = StudentCode {
            exercise: &kata.exercise,
            files,
        };
        let symbols = self.symbols_of(order);
        let (picture, options) = hang::of_chosen(code, order, &symbols);
        let end = order.end;
        let said = verdict::of_check(kata, check, run, HangReport::default(), None);
        Ok(ChosenOrder {
            picture,
            options,
            end,
            message: said.message(),
        })
    }

    /// Where the student's program waits, which was called with these arguments and hung.
    fn explain_hung_program(&self, check: &CheckSpec, arguments: &[String]) -> Result<HangReport> {
        let Source {
            compiler,
            kata,
            files,
            dir,
            ..
        } = self.source;
        let compile = || compiler.compile_hang_probe(kata, files, dir);
        let Some(program) = self.hang_probe.get_or_init(compile)? else {
            return Ok(HangReport::default());
        };
        let samples = self.runner.sample_program(kata, program, arguments, dir)?;
        let report = self.report_hang(check, &samples.stacks, Some(program))?;
        // There is no check in there that something else could be waiting for.
        if report.places.is_empty() {
            return Ok(HangReport::default());
        }
        Ok(report)
    }

    /// What was sampled, in the student's lines; `program` knows what addresses stand for.
    fn report_hang(
        &self,
        check: &CheckSpec,
        samples: &[StackSample],
        program: Option<&Path>,
    ) -> Result<HangReport> {
        let Source {
            kata, files, dir, ..
        } = self.source;
        let symbols = match program {
            Some(program) => {
                let addresses = samples.iter().flat_map(|sample| sample.stack.clone());
                let addresses: BTreeSet<String> = addresses.collect();
                let addresses = addresses.into_iter().collect();
                self.runner.symbolize(kata, program, addresses, dir)?
            }
            None => SymbolTable::default(),
        };
        let code = StudentCode {
            exercise: &kata.exercise,
            files,
        };
        let report = hang::explain(code, samples, &symbols).report(code);
        if let Some(folder) = env::var_os(RECORD_VARIABLE) {
            let file = Path::new(&folder).join(format!("{}.txt", check.name));
            let recording = write_recording(code, samples, &symbols, &report);
            write_whole(&file, recording.as_bytes())?;
        }
        Ok(report)
    }

    /// What the compiler warned of, where that may be why a check fails.
    pub fn warnings(&self) -> Vec<Block> {
        explain::warnings(self.source.kata, self.built.warnings())
    }

    /// Tests against mutants; `None` for a kata of another kind.
    pub fn matrix(&self) -> Result<Option<MutationMatrix>> {
        match &self.built {
            Built::Checks(_) => Ok(None),
            Built::Tests(built) => Ok(self.mutation(built)?.matrix(self.source.kata)),
        }
    }

    fn mutation(&self, built: &BuiltTests) -> Result<&MutationReport> {
        let runner = MutationRunner {
            runner: self.runner,
            kata: self.source.kata,
            dir: self.source.dir,
            semaphore: self.semaphore,
            jobs: self.jobs,
        };
        self.mutation.get_or_init(|| runner.run(built))
    }
}
