//! Runs one check in a process of its own and brings back everything that happened.

use crate::{
    catalog::{Clock, Kata},
    checks::{CheckSpec, Form},
    compile::BuiltChecks,
    kit::Kit,
    process::{self, Bounds, Ended},
    record::{Key, Record, hex},
    sandbox::{Inmate, Jail, Protections},
    toolchain::Toolchain,
    workbench::Workbench,
};
use anyhow::{Context as _, Result, anyhow, ensure};
use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// Bytes of output that are kept of a check.
pub const KEPT_OUTPUT: usize = 64 * 1024;
/// Bytes of output after which a check is stopped.
pub const FLOOD: u64 = 16 << 20;
/// Bytes of memory that a check may use.
pub const MEMORY: u64 = 512 << 20;
/// Bytes that all files of a check may have together.
pub const DISK: u64 = 64 << 20;
/// Threads that a check may have; tokio's pool for blocking work takes up to 512.
pub const THREADS: usize = 1024;
/// Bytes that a record can have: its fields are short, and a picture is a few lines.
const MAX_RECORD: u64 = 256 * 1024;
/// Bytes of memory for reading line tables.
const DESCRIBING_MEMORY: u64 = 1 << 30;
/// The watchdog inside speaks first, after a look around; this is for a process that silenced it.
const GRACE: Duration = Duration::from_secs(3);

/// What tells a program with the kit's lookout to describe addresses; the file for what that saw. The
/// kit has the same names.
const DESCRIBES: &str = "KATA_KIT_DESCRIBES";
const SIGHTINGS: &str = "sightings";

/// Runs checks with one toolchain, kit and sandbox.
#[derive(Debug, Clone, Copy)]
pub struct Runner<'a> {
    /// Where the standard library's shared objects are.
    pub toolchain: &'a Toolchain,
    /// Where the kit's are.
    pub kit: &'a Kit,
    /// What locks the check in.
    pub protections: Protections,
}

/// What happened to a check: how its process ended, and what it signed.
#[derive(Debug)]
pub struct Happened {
    /// How the process ended.
    pub ended: Ended,
    /// The record, if there is exactly one and the signature is right.
    pub record: Option<Record>,
}

impl Runner<'_> {
    /// Runs `check` of `kata` in a folder of its own on `bench`.
    pub fn run(
        &self,
        kata: &Kata,
        check: &CheckSpec,
        built: &BuiltChecks,
        bench: &Workbench,
    ) -> Result<Happened> {
        let folder = tempfile::Builder::new()
            .prefix("check-")
            .tempdir_in(bench.run());
        let folder = folder.context("failed to create a folder for a check")?;
        let record = folder.path().join("record");
        let mut key = Key::default();
        getrandom::fill(&mut key).map_err(|error| anyhow!("failed to make a key: {error}"))?;

        let drives_a_program = check.form == Form::Command;
        let mut execute = vec![built.checks.clone()];
        let mut start_program_with = Vec::new();
        if let Some(program) = built.program.as_ref().filter(|_| drives_a_program) {
            let inner = self.jail(folder.path(), vec![program.clone()], kata, student(kata));
            start_program_with = inner.command_line(program.clone())?;
            execute.extend([program.clone(), start_program_with[0].clone()]);
        }
        let inmate = match drives_a_program {
            true => Inmate::Starter,
            false => student(kata),
        };
        let jail = self.jail(folder.path(), execute, kata, inmate);
        let command = self.command(&jail, &built.checks, folder.path())?;
        let orders = Orders {
            key,
            check,
            record: &record,
            kata,
            start_program_with,
        };
        let bounds = Bounds {
            time: kata.time_limit() + GRACE,
            kept: KEPT_OUTPUT,
            flood: FLOOD,
            folder: Some((folder.path(), DISK)),
            threads: THREADS,
        };
        let ended = process::run(command, &orders.text()?, bounds)?;
        let record = read_record(&record, &key).filter(|record| record.check == check.name);
        Ok(Happened { ended, record })
    }

    /// Runs a student's compiled tests with the arguments of the standard test harness, against the
    /// version of the code that `choice` stands for.
    pub fn run_tests(
        &self,
        kata: &Kata,
        program: &Path,
        choice: &str,
        arguments: &[&str],
        limit: Duration,
        bench: &Workbench,
    ) -> Result<Ended> {
        let folder = tempfile::Builder::new()
            .prefix("test-")
            .tempdir_in(bench.run());
        let folder = folder.context("failed to create a folder for a test")?;
        let execute = vec![program.to_path_buf()];
        let jail = self.jail(folder.path(), execute, kata, student(kata));
        let mut command = self.command(&jail, program, folder.path())?;
        command.args(arguments);
        let bounds = Bounds {
            time: limit,
            kept: KEPT_OUTPUT,
            flood: FLOOD,
            folder: Some((folder.path(), DISK)),
            threads: THREADS,
        };
        process::run(command, choice, bounds)
    }

    /// Runs a student's program that hung when it was called with `arguments`, compiled so that it looks
    /// where it hangs, and gives what it saw.
    pub fn look_at_program(
        &self,
        kata: &Kata,
        program: &Path,
        arguments: &[String],
        bench: &Workbench,
    ) -> Result<String> {
        let folder = tempfile::Builder::new()
            .prefix("look-")
            .tempdir_in(bench.run());
        let folder = folder.context("failed to create a folder for a program")?;
        let execute = vec![program.to_path_buf()];
        let jail = self.jail(folder.path(), execute, kata, student(kata));
        let mut command = self.command(&jail, program, folder.path())?;
        command.args(arguments);
        let bounds = Bounds {
            time: GRACE,
            kept: KEPT_OUTPUT,
            flood: FLOOD,
            folder: Some((folder.path(), DISK)),
            threads: THREADS,
        };
        process::run(command, "", bounds)?;
        Ok(read_small(&folder.path().join(SIGHTINGS)).unwrap_or_default())
    }

    /// What the addresses that a check left stand for. `program` is the program that left them, with line
    /// tables; it describes itself, and none of the student's code is run.
    pub fn describe(
        &self,
        kata: &Kata,
        program: &Path,
        addresses: &[&str],
        bench: &Workbench,
    ) -> Result<String> {
        // A program of ours that reads foreign data: so is a compiler.
        let execute = vec![program.to_path_buf()];
        let mut jail = self.jail(&bench.tmp(), execute, kata, Inmate::Compiler);
        jail.memory = DESCRIBING_MEMORY;
        let mut command = self.command(&jail, program, &bench.tmp())?;
        command.env(DESCRIBES, "yes");
        let bounds = Bounds {
            // It takes a part of a second, or a busy machine.
            time: Duration::from_secs(10),
            kept: 4 << 20,
            flood: FLOOD,
            folder: None,
            threads: THREADS,
        };
        let orders = format!("describe\n{}\n", addresses.join("\n"));
        let ended = process::run(command, &orders, bounds)?;
        // Half of it would say that the rest was nowhere in the student's code.
        ensure!(ended.killed.is_none(), "failed to look all addresses up");
        Ok(ended.output)
    }

    fn command(&self, jail: &Jail, program: &Path, folder: &Path) -> Result<Command> {
        let mut command = jail.command(program)?;
        command.current_dir(folder);
        if cfg!(windows) {
            let libraries = [&self.kit.folder, &self.toolchain.libraries()];
            command.env("PATH", std::env::join_paths(libraries)?);
        }
        Ok(command)
    }

    fn jail(&self, folder: &Path, execute: Vec<PathBuf>, kata: &Kata, inmate: Inmate) -> Jail {
        let libraries = [self.kit.folder.clone(), self.toolchain.libraries()];
        let system = ["/etc/ld.so.cache", "/usr/lib", "/usr/lib64"].map(PathBuf::from);
        // The dynamic loader is executed together with the program.
        let loader = ["/lib", "/lib64", "/nix/store"].map(PathBuf::from);
        Jail {
            read: libraries.into_iter().chain(system).collect(),
            // A hung check looks where its threads are.
            list: vec!["/proc/self/task".into()],
            execute: execute.into_iter().chain(loader).collect(),
            write: vec![folder.to_path_buf()],
            inmate,
            memory: MEMORY,
            cpu_seconds: kata.time_limit().as_secs() * 4,
            file_size: FLOOD,
            protections: self.protections,
        }
    }
}

fn student(kata: &Kata) -> Inmate {
    Inmate::Student {
        loopback: kata.needs_loopback(),
    }
}

/// What the check's process is told on its stdin; the kit's harness reads it.
struct Orders<'a> {
    key: Key,
    check: &'a CheckSpec,
    record: &'a Path,
    kata: &'a Kata,
    start_program_with: Vec<PathBuf>,
}

impl Orders<'_> {
    fn text(&self) -> Result<String> {
        let path = |path: &Path| -> Result<String> {
            let text = path.to_str().filter(|text| !text.contains('\n'));
            Ok(text
                .with_context(|| format!("failed to pass on the path {}", path.display()))?
                .into())
        };
        let clock = match self.kata.settings.clock {
            Clock::Paused => "paused",
            Clock::Real => "real",
        };
        let mut lines = vec![
            hex(&self.key),
            self.check.name.clone(),
            path(self.record)?,
            clock.into(),
            self.kata.time_limit().as_millis().to_string(),
        ];
        for word in &self.start_program_with {
            lines.push(path(word)?);
        }
        Ok(lines.join("\n") + "\n")
    }
}

/// The record in `file`; whatever else is there is none.
fn read_record(file: &Path, key: &Key) -> Option<Record> {
    Record::verify(&read_small(file)?, key)
}

/// The text in `file`, if that is a file and not too long.
fn read_small(file: &Path) -> Option<String> {
    let data = fs::symlink_metadata(file).ok()?;
    if !data.is_file() || data.len() > MAX_RECORD {
        return None;
    }
    let mut line = String::new();
    fs::File::open(file)
        .ok()?
        .take(MAX_RECORD)
        .read_to_string(&mut line)
        .ok()?;
    Some(line)
}
