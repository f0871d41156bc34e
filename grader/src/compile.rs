//! Compiles a student's crate alone, then the checks against it, by calling rustc directly.
//!
//! The student's crate is compiled before the checks' source is anywhere in its reach, with our
//! flags and nothing of a manifest of theirs. A compiler that fails or gives up over the student's
//! code is a [`Complaint`], which is a value; an `Err` is the machine's failure.

mod lookout;
mod rustc;
mod together;

pub use together::Entry;

use crate::{
    catalog::Kata,
    checks::{self, CheckSpec, Form},
    complaint::{self, Complaint},
    diagnostics,
    kit::{FOR_STUDENTS, Kit},
    safety,
    sandbox::Protections,
    signature,
    submission::Files,
    toolchain::Toolchain,
    trial::BuiltTests,
    versions::{self, Versions},
    workbench::Workbench,
};
use anyhow::{Context as _, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
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

/// What came out.
#[derive(Debug)]
pub enum Built {
    /// For most katas.
    Checks(BuiltChecks),
    /// Where the answer is a file of tests.
    Tests(BuiltTests),
}

/// The programs for an answer that is checked.
#[derive(Debug)]
pub struct BuiltChecks {
    /// The program with all the kata's checks.
    pub checks: PathBuf,
    /// The student's binary, for a command kata.
    pub program: Option<PathBuf>,
}

impl Compiler {
    /// Compiles `files` as an answer to `kata`, on `bench`, for running these `checks`: with fewer of
    /// them there is less to compile.
    pub fn compile(
        &self,
        kata: &Kata,
        files: &Files,
        checks: &[&CheckSpec],
        bench: &Workbench,
    ) -> Result<Result<Built, Complaint>> {
        let unit = self.unit(kata, files, bench);
        if let Some(complaint) = safety::complaint(kata, files) {
            return Ok(Err(complaint));
        }
        write_files(files, &bench.student())?;
        if let Some(versions) = &kata.versions {
            return Ok(unit.tests(versions)?.map(Built::Tests));
        }
        if let Err(complaint) = unit.library()? {
            return Ok(Err(complaint));
        }
        let drives_program = checks.iter().any(|check| check.form == Form::Command);
        let program = match kata.is_command() && drives_program {
            true => match unit.program()? {
                Ok(program) => Some(program),
                Err(complaint) => return Ok(Err(complaint)),
            },
            false => None,
        };
        let checks = unit.checks(checks)?;
        Ok(checks.map(|checks| Built::Checks(BuiltChecks { checks, program })))
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
        match unit.library()? {
            Ok(()) => Ok(unit.checks(checks)?.ok()),
            Err(_) => Ok(None),
        }
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

    fn library(&self) -> Result<Result<(), Complaint>> {
        if !self.files.contains_key("src/lib.rs") {
            let message = format!("{}/src/lib.rs is missing.", self.kata.exercise);
            return Ok(Err(Complaint::DoesNotCompile(message, vec![])));
        }
        let mut rustc = self.rustc("rlib", &[self.bench.student()], false)?;
        rustc
            .args(["--crate-name", &self.kata.name, "-F", "unsafe_code"])
            .arg(self.bench.student().join("src/lib.rs"));
        self.link_to(&mut rustc, &FOR_STUDENTS);
        self.judge(rustc)
    }

    fn program(&self) -> Result<Result<PathBuf, Complaint>> {
        if !self.files.contains_key("src/main.rs") {
            let message = format!("{}/src/main.rs is missing.", self.kata.exercise);
            return Ok(Err(Complaint::DoesNotCompile(message, vec![])));
        }
        let crate_name = format!("{}_program", self.kata.name);
        let front_end = self.of_student("src/main.rs", &crate_name, false)?;
        if let Err(complaint) = self.judge(front_end)? {
            return Ok(Err(complaint));
        }
        // As cargo calls it, because a program may say its own name.
        let program = self.executable(&self.kata.name);
        let mut rustc = self.of_student("src/main.rs", &crate_name, true)?;
        rustc.arg("-o").arg(&program);
        Ok(self.judge(rustc)?.map(|()| program))
    }

    /// The call that compiles a binary of the student's; without linking, only as far as it goes then.
    ///
    /// With the linker much of the machine is in reach, and with the tests' program all versions are;
    /// so whatever the student's code includes must be found without them first.
    fn of_student(&self, file: &str, crate_name: &str, links: bool) -> Result<Command> {
        let mut rustc = self.rustc("bin", &[self.bench.student()], links)?;
        if !links {
            rustc.arg("--emit=metadata");
        }
        rustc
            .args(["--crate-name", crate_name, "-F", "unsafe_code"])
            .arg(self.bench.student().join(file));
        self.link_to(&mut rustc, &FOR_STUDENTS);
        self.link_to_the_student(&mut rustc);
        Ok(rustc)
    }

    /// Runs a compiler over the student's code alone: what it does not accept is theirs.
    fn judge(&self, rustc: Command) -> Result<Result<(), Complaint>> {
        let ended = self.call(rustc)?;
        if ended.status.success() && ended.killed.is_none() {
            return Ok(Ok(()));
        }
        complaint::of(
            &ended,
            &self.kata.exercise,
            rustc::BOUNDS.time,
            rustc::MEMORY,
        )
        .map(Err)
    }

    fn checks(&self, wanted: &[&CheckSpec]) -> Result<Result<PathBuf, Complaint>> {
        let source = self.bench.checks().join("checks.rs");
        let text = checks::with_main(&self.kata.checks_source, &self.kata.checks, wanted);
        fs::write(&source, text).context("failed to write the checks")?;
        let binary = self.executable("checks");
        let mut rustc = self.rustc("bin", &[self.bench.checks()], true)?;
        rustc
            .args(["--crate-name", "checks"])
            .arg(&source)
            .arg("-o")
            .arg(&binary);
        self.link_to_all(&mut rustc);
        self.link_to_the_student(&mut rustc);
        let ended = self.call(rustc)?;
        if ended.status.success() && ended.killed.is_none() {
            if !self.lines {
                only_execute(&binary)?;
            }
            return Ok(Ok(binary));
        }
        let spoken = diagnostics::parse(&ended.output);
        // A generic function of the student's is compiled here, for the types the checks use.
        let the_students = spoken
            .iter()
            .any(|s| s.is_error() && s.is_in(&self.kata.exercise));
        let in_the_checks = spoken
            .iter()
            .any(|s| s.is_error() && s.is_in(CHECKS_FOLDER));
        let ours = spoken.iter().any(|s| s.is_error() && s.is_ours());
        if the_students || !in_the_checks || ours || ended.killed.is_some() {
            return Ok(Err(complaint::of(
                &ended,
                &self.kata.exercise,
                rustc::BOUNDS.time,
                rustc::MEMORY,
            )?));
        }
        Ok(Err(signature::complaint(self.kata, self.files, &spoken)))
    }

    /// The student's tests, against all versions of the code in one crate.
    fn tests(&self, versions: &Versions) -> Result<Result<BuiltTests, Complaint>> {
        let Some((name, text)) = self.files.iter().next() else {
            bail!("failed to find the file of tests");
        };
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
        front_end.arg("--test");
        if let Err(complaint) = alone.judge(front_end)? {
            return Ok(Err(complaint));
        }
        let choices = versions::Choices::of(versions)?;
        self.versions(choices.sources(versions)?)?;
        let program = self.executable("tests");
        let mut rustc = self.of_student(name, "tests", true)?;
        rustc.arg("--test").arg("-o").arg(&program);
        if let Err(complaint) = self.judge(rustc)? {
            return Ok(Err(complaint));
        }
        only_execute(&program)?;
        let async_tests = async_tests(text);
        Ok(Ok(BuiltTests {
            program,
            choices,
            async_tests,
        }))
    }

    /// Compiles what a file of tests is linked to.
    fn versions(&self, sources: impl IntoIterator<Item = (String, String)>) -> Result<()> {
        for (file, source) in sources {
            let file = self.bench.checks().join(file);
            fs::write(file, source).context("failed to write a version")?;
        }
        let mut rustc = self.rustc("rlib", &[self.bench.checks()], false)?;
        let code = self.bench.checks().join("lib.rs");
        rustc.args(["--crate-name", &self.kata.name]).arg(code);
        self.link_to(&mut rustc, &FOR_STUDENTS);
        let ended = self.call(rustc)?;
        if !ended.status.success() || ended.killed.is_some() {
            bail!("failed to compile the versions: {}", ended.output);
        }
        Ok(())
    }
}

/// Takes the right to read a program away: the checks are in it, and a process can find its own
/// executable. In the jail that holds for root, too.
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

/// The word for the checks' place in messages; their real place is nobody's business.
const CHECKS_FOLDER: &str = "hidden";

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
