//! Compiles one answer, and finds out who is to blame if that does not work.

use super::{
    artifacts::{Built, BuiltChecks},
    build_dir::{BuildDir, Purpose},
    orders_library::OrdersBuilder,
    rustc::{Call, Linked, POLLED_FUTURES, Rustc},
    unit::{Unit, write_files},
};
use crate::{
    catalog::{
        Kata,
        checks::{CheckSpec, Form},
    },
    process::machine,
    rejection::{AttemptError, Doubt, Evidence, Failure, forbidden},
    submission::Files,
};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// Compiles katas with one toolchain and one kit.
#[derive(Debug)]
pub struct Compiler {
    /// How rustc is called.
    pub rustc: Rustc,
    /// Builds what replaces std, once it is needed.
    pub orders: OrdersBuilder,
}

impl Compiler {
    /// Compiles `files` as an answer to `kata`, in `dir`, for running these `checks`: with fewer of
    /// them there is less to compile.
    ///
    /// Nothing is held against the student in doubt. Where it is not an error in their lines that ends
    /// the compiler, everything is made anew; if the compiler then fails over the stub and the reference
    /// solution as well, the machine is to blame.
    pub fn compile(
        &self,
        kata: &Kata,
        files: &Files,
        checks: &[&CheckSpec],
        dir: &BuildDir,
    ) -> Result<Built, Failure> {
        let doubt = match self.attempt(kata, files, checks, dir) {
            Ok(built) => return Ok(built),
            Err(AttemptError::Rejected(rejection)) => return Err(Failure::Student(rejection)),
            Err(AttemptError::Failed(error)) => return Err(error.into()),
            Err(AttemptError::Doubtful(doubt)) => doubt,
        };
        tracing::info!(kata = %kata.name, symptom = %doubt.symptom, "who is to blame is in doubt");
        self.compile_ours(kata, checks, dir, &doubt)?;
        if doubt.settled_by == Evidence::TheStub {
            return Err(Failure::Student(doubt.rejection));
        }
        dir.start_over()?;
        self.attempt(kata, files, checks, dir)
            .map_err(|error| match error {
                AttemptError::Rejected(rejection) => Failure::Student(rejection),
                AttemptError::Doubtful(doubt) => Failure::Student(doubt.rejection),
                AttemptError::Failed(error) => Failure::Ours(error),
            })
    }

    /// Compiles the stub or, if that does not work, the reference solution in the place of an answer whose
    /// compilation ended with `doubt`. An `Err` if neither can be compiled.
    fn compile_ours(
        &self,
        kata: &Kata,
        checks: &[&CheckSpec],
        dir: &BuildDir,
        doubt: &Doubt,
    ) -> Result<()> {
        let mut symptom = doubt.symptom.clone();
        // The checks of another catalog may not fit our solution.
        for ours in [kata.stub.clone(), kata.reference()?] {
            dir.start_over()?;
            match self.attempt(kata, &ours, checks, dir) {
                Ok(_) => return Ok(()),
                Err(AttemptError::Failed(error)) => return Err(error),
                Err(AttemptError::Doubtful(again)) => symptom = again.symptom,
                Err(AttemptError::Rejected(_)) => {}
            }
        }
        machine::has_threads()?;
        bail!(
            "it is not your code: the compiler fails over the stub and over the reference solution, too: {symptom}\n\
             Run it again with the variable KATA_LOG=debug to see more."
        )
    }

    /// Compiles `files` as an answer to `kata`, and leaves open who is to blame if that is not clear.
    pub fn attempt(
        &self,
        kata: &Kata,
        files: &Files,
        checks: &[&CheckSpec],
        dir: &BuildDir,
    ) -> Result<Built, AttemptError> {
        let unit = self.unit(kata, files, dir, Purpose::Run);
        if let Some(rejection) = forbidden::find(kata, files) {
            return Err(AttemptError::Rejected(rejection));
        }
        write_files(files, &dir.student())?;
        if let Some(variants) = kata.variants() {
            let tests = unit.compile_tests(variants)?;
            dir.keep_incremental(Purpose::Run)?;
            return Ok(Built::Tests(tests));
        }
        let mut warnings = unit.compile_library()?;
        let drives_program = checks.iter().any(|check| check.form == Form::Command);
        let mut program = None;
        if kata.is_command() && drives_program {
            let (compiled, of_the_program) = unit.compile_program()?;
            warnings.extend(of_the_program);
            program = Some(compiled);
        }
        let (in_every_order, plain) = by_form(checks);
        let mut programs = (None, None);
        if !plain.is_empty() {
            programs.0 = Some(unit.compile_checks(&plain)?);
        }
        dir.keep_incremental(Purpose::Run)?;
        if !in_every_order.is_empty() {
            let unit = self.unit(kata, files, dir, Purpose::Orders);
            programs.1 = Some(unit.compile_orders(self.orders.library()?, &in_every_order)?);
            dir.keep_incremental(Purpose::Orders)?;
        }
        let (checks, orders) = programs;
        Ok(Built::Checks(BuiltChecks {
            checks,
            orders,
            program,
            warnings,
            ..BuiltChecks::default()
        }))
    }

    /// Whether a program that does nothing can be compiled and linked, without the kit.
    pub fn works_without_the_kit(&self, kata: &Kata, dir: &BuildDir) -> Result<bool> {
        dir.start_over()?;
        let nothing = Files::from([("src/main.rs".into(), "fn main() {}\n".into())]);
        write_files(&nothing, &dir.student())?;
        let unit = self.unit(kata, &nothing, dir, Purpose::Run);
        let ended = unit.run(&Call {
            linked: Linked::Nothing,
            ..unit.students("src/main.rs", "nothing")
        })?;
        Ok(ended.succeeded())
    }

    /// Compiles once more what [`Compiler::compile`] has compiled in `dir`, this time with line
    /// tables, and gives the program with the checks. Its machine code is the same, so that addresses
    /// of the other one can be looked up in it.
    pub fn compile_with_lines(
        &self,
        kata: &Kata,
        files: &Files,
        checks: &[&CheckSpec],
        dir: &BuildDir,
    ) -> Result<Option<PathBuf>> {
        let unit = self.unit(kata, files, dir, Purpose::Symbols);
        let (_, plain) = by_form(checks);
        let program = unit
            .compile_library()
            .and_then(|_| unit.compile_checks(&plain));
        dir.keep_incremental(Purpose::Symbols)?;
        program.map(Some).or_else(AttemptError::or_nothing)
    }

    /// The same for the checks that are run in every order.
    pub fn compile_orders_with_lines(
        &self,
        kata: &Kata,
        files: &Files,
        checks: &[&CheckSpec],
        dir: &BuildDir,
    ) -> Result<Option<PathBuf>> {
        let unit = self.unit(kata, files, dir, Purpose::OrderSymbols);
        let (in_every_order, _) = by_form(checks);
        let program = unit.compile_orders(self.orders.library()?, &in_every_order);
        dir.keep_incremental(Purpose::OrderSymbols)?;
        program.map(Some).or_else(AttemptError::or_nothing)
    }

    /// Compiles `files` once more, with collections of futures that poll all of them in every poll: a program for
    /// looking at a hang.
    pub fn compile_with_polled_futures(
        &self,
        kata: &Kata,
        files: &Files,
        checks: &[&CheckSpec],
        dir: &BuildDir,
    ) -> Result<Option<PathBuf>> {
        let unit = self.unit(kata, files, dir, Purpose::PolledFutures);
        let (_, plain) = by_form(checks);
        let program = unit
            .compile_stand_in(
                POLLED_FUTURES,
                include_str!("../../kit/polled_futures.rs"),
                None,
            )
            .and_then(|()| unit.compile_library())
            .and_then(|_| unit.compile_checks(&plain));
        dir.keep_incremental(Purpose::PolledFutures)?;
        program.map(Some).or_else(AttemptError::or_nothing)
    }

    /// `files` as an answer to `kata`, to be compiled in `dir`.
    pub fn unit<'a>(
        &'a self,
        kata: &'a Kata,
        files: &'a Files,
        dir: &'a BuildDir,
        purpose: Purpose,
    ) -> Unit<'a> {
        Unit {
            rustc: &self.rustc,
            kata,
            files,
            dir,
            purpose,
        }
    }
}

/// Those of the checks that are run in every order, and the others.
fn by_form<'a>(checks: &[&'a CheckSpec]) -> (Vec<&'a CheckSpec>, Vec<&'a CheckSpec>) {
    let all = checks.iter().copied();
    all.partition(|check| check.form == Form::EveryOrder)
}
