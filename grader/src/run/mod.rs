//! Runs one check in a process of its own and brings back everything that happened.

use crate::{
    catalog::{
        Clock, Kata,
        checks::{CheckSpec, Form},
    },
    compile::{Rustc, artifacts::BuiltChecks, build_dir::BuildDir, kit::Kit, toolchain::Toolchain},
    process::{
        limits::{self, Limits},
        machine,
        outcome::ProcessOutcome,
        sandbox::{Protections, Role, SandboxPolicy, SandboxedCommand},
    },
};
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use kata_protocol::{
    CheckRequest, HangSamples, Key, Outcome, Request, SAMPLES_FILE, SYMBOLIZE_VARIABLE,
    SignedOutcome, SymbolTable,
};
use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::TempDir;

/// Runs checks with one toolchain, kit and sandbox.
#[derive(Debug, Clone, Copy)]
pub struct CheckRunner<'a> {
    /// Where the standard library's shared objects are.
    pub toolchain: &'a Toolchain,
    /// Where the kit's are.
    pub kit: &'a Kit,
    /// What locks the check in.
    pub protections: Protections,
}

/// What happened to a check: how its process ended, and what it signed.
#[derive(Debug)]
pub struct CheckRun {
    /// How the process ended.
    pub ended: ProcessOutcome,
    /// What it signed, if that is exactly one line and the signature is right.
    pub signed: Option<SignedOutcome>,
}

/// The process of a check ended before it had begun: none of the student's code was run.
#[derive(Debug)]
pub struct NotStarted(String);

impl std::fmt::Display for NotStarted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotStarted {}

impl CheckRun {
    /// Whether the check has passed.
    pub fn passed(&self) -> bool {
        let passed = |signed: &SignedOutcome| signed.outcome == Outcome::Passed;
        self.signed.as_ref().is_some_and(passed)
    }

    /// Whether something in it says that it could not get another thread.
    fn lacked_threads(&self) -> bool {
        let message = self.signed.as_ref().map_or("", |signed| &signed.message);
        let says = |words: &&str| message.contains(*words) || self.ended.output.contains(*words);
        NO_THREAD.iter().any(says)
    }
}

/// What std and tokio say when the system gives them no thread.
const NO_THREAD: [&str; 4] = [
    "failed to spawn thread",
    "failed to allocate an alternative stack",
    "OS can't spawn",
    "(os error 11)",
];

impl<'a> CheckRunner<'a> {
    /// Runs what `rustc` has compiled.
    pub fn new(rustc: &'a Rustc) -> Self {
        Self {
            toolchain: &rustc.toolchain,
            kit: &rustc.kit,
            protections: rustc.protections,
        }
    }

    /// Runs `check` of `kata` in a folder of its own in `dir`.
    pub fn run(
        &self,
        kata: &Kata,
        check: &CheckSpec,
        built: &BuiltChecks,
        dir: &BuildDir,
    ) -> Result<CheckRun> {
        self.run_in_order(kata, check, built, None, dir)
    }

    /// Runs `check` in the order of its threads that has these choices, if there are any, instead of searching
    /// through all.
    pub fn run_in_order(
        &self,
        kata: &Kata,
        check: &CheckSpec,
        built: &BuiltChecks,
        order: Option<Vec<usize>>,
        dir: &BuildDir,
    ) -> Result<CheckRun> {
        let folder = folder_in(dir)?;
        let outcome_file = folder.path().join("outcome");
        let mut key = Key::default();
        getrandom::fill(&mut key).map_err(|error| anyhow!("failed to make a key: {error}"))?;

        let drives_a_program = check.form == Form::Command;
        let (checks, name) = (built.program_with(check)?, built.name_of(check));
        let mut execute = vec![checks.to_path_buf()];
        let (mut start_program_with, mut not_started_mark) = (Vec::new(), String::new());
        if let Some(program) = built.program.as_ref().filter(|_| drives_a_program) {
            let inner = self.policy(folder.path(), vec![program.clone()], kata, program_of(kata));
            (start_program_with, not_started_mark) = inner.command_line(program.clone())?;
            execute.extend([program.clone(), start_program_with[0].clone()]);
        }
        let role = if drives_a_program {
            Role::Spawner
        } else {
            student(kata)
        };
        let policy = self.policy(folder.path(), execute, kata, role);
        let command = self.command(&policy, checks, folder.path())?;
        let request = Request::Check(CheckRequest {
            key,
            check: name.clone(),
            outcome_file: outcome_file.clone(),
            clock: match kata.settings.clock {
                Clock::Paused => kata_protocol::Clock::Paused,
                Clock::Real => kata_protocol::Clock::Real,
            },
            time_limit: kata.time_limit(),
            order,
            not_started_mark,
            start_program_with,
        });
        let ended = command.run(&request.write()?)?;
        // The harness makes this file before it runs anything of the student's, who cannot remove it.
        if !outcome_file.exists() {
            let said = ended.output.trim();
            bail!(NotStarted(format!(
                "the check `{}` could not be started ({}): {said}",
                check.name, ended.status
            )));
        }
        let signed = read_outcome(&outcome_file, &key).filter(|signed| signed.check == name);
        if let Some(signed) = signed.as_ref().filter(|s| s.outcome == Outcome::NotRun) {
            bail!(
                "the check `{}` could not be run: {}",
                check.name,
                signed.message
            );
        }
        let run = CheckRun { ended, signed };
        if !run.passed() {
            machine::has_room(folder.path(), limits::CHECK_DISK)?;
            if run.lacked_threads() {
                machine::has_threads()?;
            }
        }
        Ok(run)
    }

    /// Runs a student's compiled tests with the arguments of the standard test harness, against the
    /// variant of the code that `token` stands for.
    pub fn run_tests(
        &self,
        kata: &Kata,
        program: &Path,
        token: &str,
        arguments: &[&str],
        limit: Duration,
        dir: &BuildDir,
    ) -> Result<ProcessOutcome> {
        let folder = folder_in(dir)?;
        let mut command =
            self.student_program(kata, student(kata), program, limit, folder.path())?;
        command.command.args(arguments);
        let ended = command.run(token)?;
        let lists = arguments.contains(&"--list");
        // The harness says so before it runs the first test.
        if ended.killed.is_none() && !lists && !ended.output.contains("\nrunning ") {
            bail!(NotStarted(format!(
                "the tests could not be started ({}): {}",
                ended.status,
                ended.output.trim()
            )));
        }
        Ok(ended)
    }

    /// Runs a student's program that hung when it was called with `arguments`, compiled with the hang probe,
    /// and gives what it sampled.
    pub fn sample_program(
        &self,
        kata: &Kata,
        program: &Path,
        arguments: &[String],
        dir: &BuildDir,
    ) -> Result<HangSamples> {
        let folder = folder_in(dir)?;
        let mut command = self.student_program(
            kata,
            program_of(kata),
            program,
            limits::GRACE,
            folder.path(),
        )?;
        command.command.args(arguments);
        command.run("")?;
        let text = read_small(&folder.path().join(SAMPLES_FILE)).unwrap_or_default();
        Ok(HangSamples::parse(&text))
    }

    /// What the addresses that a check left stand for. `program` is the program that left them, with line
    /// tables; it reads its own, and none of the student's code is run.
    pub fn symbolize(
        &self,
        kata: &Kata,
        program: &Path,
        addresses: Vec<String>,
        dir: &BuildDir,
    ) -> Result<SymbolTable> {
        // A program of ours that reads foreign data: so is a compiler.
        let execute = vec![program.to_path_buf()];
        let mut policy = self.policy(&dir.tmp(), execute, kata, Role::Compiler);
        policy.limits = Limits::of_symbolizer();
        let mut command = self.command(&policy, program, &dir.tmp())?;
        command.command.env(SYMBOLIZE_VARIABLE, "yes");
        let request = Request::Symbolize(addresses);
        let ended = command.run(&request.write()?)?;
        // Half of it would say that the rest was nowhere in the student's code.
        ensure!(ended.killed.is_none(), "failed to look all addresses up");
        Ok(SymbolTable::parse(&ended.output))
    }

    /// The command that runs a student's `program` in `folder`, for as long as `limit`.
    fn student_program(
        &self,
        kata: &Kata,
        role: Role,
        program: &Path,
        limit: Duration,
        folder: &Path,
    ) -> Result<SandboxedCommand> {
        let mut policy = self.policy(folder, vec![program.into()], kata, role);
        policy.limits.wall_time = limit;
        self.command(&policy, program, folder)
    }

    fn command(
        &self,
        policy: &SandboxPolicy,
        program: &Path,
        folder: &Path,
    ) -> Result<SandboxedCommand> {
        let mut sandboxed = policy.command(program)?;
        sandboxed.command.current_dir(folder);
        if cfg!(windows) {
            let libraries = [&self.kit.folder, &self.toolchain.libraries()];
            let path = std::env::join_paths(libraries)?;
            sandboxed.command.env("PATH", path);
        }
        Ok(sandboxed)
    }

    fn policy(
        &self,
        folder: &Path,
        execute: Vec<PathBuf>,
        kata: &Kata,
        role: Role,
    ) -> SandboxPolicy {
        let libraries = [self.kit.dylib().into(), self.toolchain.libraries()];
        let system = ["/etc/ld.so.cache", "/usr/lib", "/usr/lib64"].map(PathBuf::from);
        // The dynamic loader is executed together with the program.
        let loader = ["/lib", "/lib64", "/nix/store"].map(PathBuf::from);
        SandboxPolicy {
            read: libraries.into_iter().chain(system).collect(),
            // A hung check looks where its threads are.
            list: vec!["/proc/self/task".into()],
            execute: execute.into_iter().chain(loader).collect(),
            write: vec![folder.to_path_buf()],
            role,
            limits: Limits::of_check(kata.time_limit()),
            protections: self.protections,
        }
    }
}

/// A new folder for one run of a program, gone when it is dropped.
fn folder_in(dir: &BuildDir) -> Result<TempDir> {
    tempfile::tempdir_in(dir.run()).context("failed to create a folder for a program to run in")
}

fn student(kata: &Kata) -> Role {
    Role::Student {
        loopback: kata.needs_loopback(),
        follows_links: false,
    }
}

/// A program has a name of its own, and may ask for it.
fn program_of(kata: &Kata) -> Role {
    Role::Student {
        loopback: kata.needs_loopback(),
        follows_links: true,
    }
}

/// The outcome that was signed in `file`; anything else in it is none.
fn read_outcome(file: &Path, key: &Key) -> Option<SignedOutcome> {
    SignedOutcome::verify(&read_small(file)?, key)
}

/// The text in `file`, if that is a file and not too long.
fn read_small(file: &Path) -> Option<String> {
    let data = fs::symlink_metadata(file).ok()?;
    if !data.is_file() || data.len() > limits::SIGNED_OUTCOME {
        return None;
    }
    let mut line = String::new();
    fs::File::open(file)
        .ok()?
        .take(limits::SIGNED_OUTCOME)
        .read_to_string(&mut line)
        .ok()?;
    Some(line)
}

#[cfg(test)]
mod tests;
