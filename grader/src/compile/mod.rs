//! Compiles a student's crate alone, then the checks against it, by calling rustc directly.
//!
//! The student's crate is compiled before the checks' source is anywhere in its reach, with our
//! flags and nothing of a manifest of theirs. A compiler that fails or gives up over the student's
//! code is a [`Complaint`], which is a value; an `Err` is the machine's failure. Where a compiler's end does
//! not say which of the two it is, the stub is compiled as well: see [`Compiler::compile`].

pub mod artifacts;
mod batch;
pub mod build_dir;
mod hang_probe;
pub mod kit;
mod rustc;
pub mod toolchain;

pub use batch::Entry;

use crate::{
    catalog::{
        Kata,
        checks::{self, CheckSpec, Form},
        variants::{self, Versions},
    },
    compile::{
        artifacts::{Built, BuiltChecks, BuiltTests},
        build_dir::Workbench,
        kit::{FOR_STUDENTS, Kit},
        toolchain::Toolchain,
    },
    process::{
        machine,
        sandbox::{Protections, SandboxedCommand},
    },
    rejection::{self as complaint, Complaint, Doubt, Stop, api_diff, forbidden},
    submission::Files,
};
use anyhow::{Context as _, Result, bail, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Compiles katas with one toolchain and one kit.
#[derive(Debug)]
pub struct Compiler {
    /// The compiler.
    pub toolchain: Toolchain,
    /// What it links against.
    pub kit: Kit,
    /// What locks it in.
    pub protections: Protections,
    /// Whether it builds on what it did before: faster the second time, slower the first.
    pub incremental: bool,
}

impl Compiler {
    /// Compiles `files` as an answer to `kata`, on `bench`, for running these `checks`: with fewer of
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
        bench: &Workbench,
    ) -> Result<Result<Built, Complaint>> {
        let doubt = match self.attempt(kata, files, checks, bench) {
            Ok(built) => return Ok(Ok(built)),
            Err(Stop::Rejected(complaint)) => return Ok(Err(complaint)),
            Err(Stop::Failed(error)) => return Err(error),
            Err(Stop::Doubtful(doubt)) => doubt,
        };
        tracing::info!(kata = %kata.name, symptom = %doubt.symptom, "who is to blame is in doubt");
        self.compile_ours(kata, checks, bench, &doubt)?;
        if doubt.is_settled_by_ours {
            return Ok(Err(doubt.complaint));
        }
        bench.start_over()?;
        match self.attempt(kata, files, checks, bench) {
            Ok(built) => Ok(Ok(built)),
            Err(Stop::Rejected(complaint)) => Ok(Err(complaint)),
            Err(Stop::Doubtful(doubt)) => Ok(Err(doubt.complaint)),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    /// Compiles the stub or, if that does not work, the reference solution in the place of an answer whose
    /// compilation ended with `doubt`. An `Err` if neither can be compiled.
    fn compile_ours(
        &self,
        kata: &Kata,
        checks: &[&CheckSpec],
        bench: &Workbench,
        doubt: &Doubt,
    ) -> Result<()> {
        let mut symptom = doubt.symptom.clone();
        // A catalogue of somebody's own may have checks that our solution does not fit.
        for ours in [kata.stub.clone(), kata.reference()?] {
            bench.start_over()?;
            match self.attempt(kata, &ours, checks, bench) {
                Ok(_) => return Ok(()),
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Doubtful(again)) => symptom = again.symptom,
                Err(Stop::Rejected(_)) => {}
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
        bench: &Workbench,
    ) -> Result<Built, Stop> {
        let unit = self.unit(kata, files, bench);
        if let Some(complaint) = forbidden::complaint(kata, files) {
            return Err(Stop::Rejected(complaint));
        }
        write_files(files, &bench.student())?;
        if let Some(versions) = &kata.versions {
            let tests = unit.tests(versions)?;
            bench.keep_incremental(false)?;
            return Ok(Built::Tests(tests));
        }
        unit.library()?;
        let drives_program = checks.iter().any(|check| check.form == Form::Command);
        let program = if kata.is_command() && drives_program {
            Some(unit.program()?)
        } else {
            None
        };
        let checks = unit.checks(checks)?;
        bench.keep_incremental(false)?;
        Ok(Built::Checks(BuiltChecks { checks, program }))
    }

    /// Whether a program that does nothing can be compiled and linked, without the kit.
    pub fn works_without_the_kit(&self, kata: &Kata, bench: &Workbench) -> Result<bool> {
        bench.start_over()?;
        let nothing = Files::from([("src/main.rs".into(), "fn main() {}\n".into())]);
        write_files(&nothing, &bench.student())?;
        let mut rustc_call =
            self.unit(kata, &nothing, bench)
                .rustc("bin", &[bench.student()], true)?;
        let main = bench.student().join("src/main.rs");
        rustc_call
            .command
            .args(["--crate-name", "nothing"])
            .arg(main);
        Ok(self
            .unit(kata, &nothing, bench)
            .call(rustc_call)?
            .succeeded())
    }

    /// Compiles once more what [`Compiler::compile`] has compiled on `bench`, this time with line
    /// tables, and gives the program with the checks. Its machine code is the same, so that addresses
    /// of the other one can be looked up in it.
    pub fn compile_with_lines(
        &self,
        kata: &Kata,
        files: &Files,
        checks: &[&CheckSpec],
        bench: &Workbench,
    ) -> Result<Option<PathBuf>> {
        let unit = Unit {
            lines: true,
            ..self.unit(kata, files, bench)
        };
        let program = unit.library().and_then(|()| unit.checks(checks));
        bench.keep_incremental(true)?;
        program.map(Some).or_else(Stop::or_nothing)
    }

    fn unit<'a>(&'a self, kata: &'a Kata, files: &'a Files, bench: &'a Workbench) -> Unit<'a> {
        Unit {
            compiler: self,
            kata,
            files,
            bench,
            lines: false,
        }
    }
}

/// One compilation on one workbench.
struct Unit<'a> {
    compiler: &'a Compiler,
    kata: &'a Kata,
    files: &'a Files,
    bench: &'a Workbench,
    /// Whether the programs know the lines that they were made from.
    lines: bool,
}

impl Unit<'_> {
    fn out(&self) -> PathBuf {
        self.bench.out(self.lines)
    }

    fn executable(&self, name: &str) -> PathBuf {
        let suffix = std::env::consts::EXE_SUFFIX;
        self.out().join(format!("{name}{suffix}"))
    }

    /// Stops where a file is not there that the kata cannot do without.
    fn expect_file(&self, name: &str) -> Result<(), Stop> {
        if self.files.contains_key(name) {
            return Ok(());
        }
        let message = format!("{}/{name} is missing.", self.kata.exercise);
        Err(Stop::Rejected(Complaint::DoesNotCompile(message, vec![])))
    }

    fn library(&self) -> Result<(), Stop> {
        self.expect_file("src/lib.rs")?;
        let mut rustc_call = self.rustc("rlib", &[self.bench.student()], false)?;
        let rustc = &mut rustc_call.command;
        rustc
            .args(["--crate-name", &self.kata.name, "-F", "unsafe_code"])
            .arg(self.bench.student().join("src/lib.rs"));
        self.link_to(rustc, &FOR_STUDENTS);
        self.judge(rustc_call)
    }

    fn program(&self) -> Result<PathBuf, Stop> {
        self.expect_file("src/main.rs")?;
        let crate_name = format!("{}_program", self.kata.name);
        let front_end = self.of_student("src/main.rs", &crate_name, false)?;
        self.judge(front_end)?;
        // As cargo calls it, because a program may say its own name.
        let program = self.executable(&self.kata.name);
        let mut rustc = self.of_student("src/main.rs", &crate_name, true)?;
        rustc.command.arg("-o").arg(&program);
        self.judge(rustc)?;
        Ok(program)
    }

    /// The call that compiles a binary of the student's; without linking, only as far as it goes then.
    ///
    /// With the linker much of the machine is in reach, and with the tests' program all versions are;
    /// so whatever the student's code includes must be found without them first.
    fn of_student(&self, file: &str, crate_name: &str, links: bool) -> Result<SandboxedCommand> {
        let mut rustc_call = self.rustc("bin", &[self.bench.student()], links)?;
        let rustc = &mut rustc_call.command;
        if !links {
            rustc.arg("--emit=metadata");
        }
        rustc
            .args(["--crate-name", crate_name, "-F", "unsafe_code"])
            .arg(self.bench.student().join(file));
        self.link_to(rustc, &FOR_STUDENTS);
        self.link_to_the_student(rustc);
        Ok(rustc_call)
    }

    /// Runs a compiler over the student's code alone: an error in their lines is theirs.
    fn judge(&self, rustc: SandboxedCommand) -> Result<(), Stop> {
        let ended = self.call(rustc)?;
        if ended.succeeded() {
            return Ok(());
        }
        Err(complaint::of(&ended, &self.kata.exercise))
    }

    fn checks(&self, wanted: &[&CheckSpec]) -> Result<PathBuf, Stop> {
        let source = self.bench.checks().join("checks.rs");
        let text = checks::with_main(&self.kata.checks_source, &self.kata.checks, wanted);
        fs::write(&source, text).context("failed to write the checks")?;
        let binary = self.executable("checks");
        let mut rustc_call = self.rustc("bin", &[self.bench.checks()], true)?;
        let rustc = &mut rustc_call.command;
        rustc
            .args(["--crate-name", "checks"])
            .arg(&source)
            .arg("-o")
            .arg(&binary);
        self.link_to_all(rustc);
        self.link_to_the_student(rustc);
        let ended = self.call(rustc_call)?;
        if ended.succeeded() {
            if !self.lines {
                only_execute(&binary)?;
            }
            return Ok(binary);
        }
        let in_the_checks =
            complaint::errors_in(&ended, kata_protocol::CHECKS_FOLDER, &self.kata.exercise);
        if in_the_checks.is_empty() {
            // A generic function of the student's is compiled here, for the types the checks use.
            return Err(complaint::of(&ended, &self.kata.exercise));
        }
        Err(Stop::Doubtful(Doubt {
            symptom: complaint::first_of(&in_the_checks),
            complaint: api_diff::complaint(self.kata, self.files, &in_the_checks),
            is_settled_by_ours: true,
        }))
    }

    /// The student's tests, against all versions of the code in one crate.
    fn tests(&self, versions: &Versions) -> Result<BuiltTests, Stop> {
        let (name, text) = self
            .files
            .iter()
            .next()
            .context("failed to find the file of tests")?;
        // First against the given code, in the other folder for what is made.
        let alone = Unit {
            lines: true,
            ..*self
        };
        let given = versions
            .correct
            .first()
            .context("failed to find the given code")?;
        alone.versions([("lib.rs".into(), given.source.clone())])?;
        let mut front_end = alone.of_student(name, "tests", false)?;
        front_end.command.arg("--test");
        alone.judge(front_end)?;
        let choices = variants::Choices::of(versions)?;
        self.versions(choices.sources(versions)?)?;
        let program = self.executable("tests");
        let mut rustc = self.of_student(name, "tests", true)?;
        rustc.command.arg("--test").arg("-o").arg(&program);
        self.judge(rustc)?;
        only_execute(&program)?;
        Ok(BuiltTests {
            program,
            choices,
            async_tests: async_tests(text),
        })
    }

    /// Compiles what a file of tests is linked to, which is ours.
    fn versions(&self, sources: impl IntoIterator<Item = (String, String)>) -> Result<()> {
        for (file, source) in sources {
            let file = self.bench.checks().join(file);
            fs::write(file, source).context("failed to write a version")?;
        }
        let mut rustc_call = self.rustc("rlib", &[self.bench.checks()], false)?;
        let code = self.bench.checks().join("lib.rs");
        let rustc = &mut rustc_call.command;
        rustc.args(["--crate-name", &self.kata.name]).arg(code);
        self.link_to(rustc, &FOR_STUDENTS);
        let ended = self.call(rustc_call)?;
        ensure!(
            ended.succeeded(),
            "failed to compile the versions: {}",
            ended.output
        );
        Ok(())
    }
}

/// Takes the right to read a program away: the checks are in it, and a process can find its own
/// executable. In the sandbox that holds for root, too.
fn only_execute(program: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let execute = fs::Permissions::from_mode(0o111);
        fs::set_permissions(program, execute).context("failed to protect a program")?;
    }
    #[cfg(not(unix))]
    let _ = program;
    Ok(())
}

/// The functions right below a `#[tokio::test…]` attribute.
fn async_tests(source: &str) -> Vec<String> {
    let after = source.split("#[tokio::test").skip(1);
    let name = |text: &str| {
        let (_, rest) = text.split_once("fn ")?;
        rest.split_once('(')
            .map(|(name, _)| name.trim().to_string())
    };
    after.filter_map(name).collect()
}

/// Writes an answer's files into `folder`.
fn write_files(files: &Files, folder: &Path) -> Result<()> {
    for (name, text) in files {
        let file = folder.join(name);
        create(file.parent().context("failed to find a file's folder")?)?;
        fs::write(&file, text).with_context(|| format!("failed to write {}", file.display()))?;
    }
    Ok(())
}

fn create(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("failed to create {}", folder.display()))
}
