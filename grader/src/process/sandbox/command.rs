//! A program in its sandbox, started and run to its end.

use super::{ANY_PARENT, SANDBOX_EXEC, policy::SandboxPolicy};
use crate::process::{
    limits::Limits,
    outcome::{KillReason, ProcessOutcome},
    supervisor,
};
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use kata_protocol::{Key, hex};
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
};

impl SandboxPolicy {
    /// The program, ready to be started in this sandbox with an environment that says nothing.
    pub fn command(&self, program: &Path) -> Result<SandboxedCommand> {
        let parent = std::process::id().to_string();
        let (line, mark) = self.line(program.to_path_buf(), &parent)?;
        let itself = running_executable().unwrap_or_else(|| line[0].clone());
        let mut command = Command::new(itself);
        command
            .args(&line[1..])
            .env_clear()
            .env("RUST_BACKTRACE", "0");
        for name in NEEDED_VARIABLES {
            if let Some(value) = env::var_os(name) {
                command.env(name, value);
            }
        }
        Ok(SandboxedCommand {
            command,
            program: program.to_path_buf(),
            mark,
            limits: self.limits,
            folders: self.write.clone(),
        })
    }

    /// The same as the words of a command line, for the kit to start; and the mark that its output
    /// begins with if the program could not be started.
    pub fn command_line(&self, program: PathBuf) -> Result<(Vec<PathBuf>, String)> {
        self.line(program, ANY_PARENT)
    }

    fn line(&self, program: PathBuf, parent: &str) -> Result<(Vec<PathBuf>, String)> {
        let mark = new_mark()?;
        if cfg!(not(unix)) {
            return Ok((vec![program], mark));
        }
        let itself = env::current_exe().context("failed to find the grader's own file")?;
        let policy = serde_json::to_string(self)?;
        let line = vec![
            itself,
            SANDBOX_EXEC.into(),
            mark.clone().into(),
            parent.into(),
            policy.into(),
            program,
        ];
        Ok((line, mark))
    }
}

/// A word that no program can know beforehand: the process that enters the sandbox prints it in front of what went
/// wrong. It is gone once the program has taken that process's place, so no program can print it.
fn new_mark() -> Result<String> {
    let mut mark = Key::default();
    getrandom::fill(&mut mark).map_err(|error| anyhow!("failed to make a mark: {error}"))?;
    Ok(hex(&mark[..16]))
}

/// A program with its sandbox around it.
#[derive(Debug)]
pub struct SandboxedCommand {
    /// What is started. Arguments and variables may be added.
    pub command: Command,
    program: PathBuf,
    mark: String,
    limits: Limits,
    /// The folders that it may write to.
    folders: Vec<PathBuf>,
}

impl SandboxedCommand {
    /// Runs the program to its end. An `Err` is the machine's failure, never the program's: the sandbox could
    /// not be entered, or the program was ended from outside.
    pub fn run(self, input: &str) -> Result<ProcessOutcome> {
        let Self {
            command,
            program,
            mark,
            limits,
            folders,
        } = self;
        let name = program
            .file_name()
            .unwrap_or_default()
            .display()
            .to_string();
        let mut ended = supervisor::run(command, input, &limits, &folders)?;
        tracing::debug!(%name, status = %ended.status, killed = ?ended.killed, took = ?ended.took, "a program has ended");
        if let Some(why) = ended.output.strip_prefix(&mark) {
            bail!("failed to run {name} in the sandbox: {}", why.trim());
        }
        if ended.killed.is_none() {
            let used_up = ended.cpu.is_some_and(|used| used >= limits.cpu_time);
            ended.killed = over_a_limit(ended.status, used_up);
            ensure!(
                ended.killed.is_some() || !was_ended_from_outside(ended.status),
                "{name} was ended from outside ({}). The system does that when memory runs out; close other \
                 programs and try again",
                ended.status
            );
        }
        Ok(ended)
    }
}

/// The limit of the kernel's over which a program was ended, if it was one.
#[cfg(unix)]
fn over_a_limit(status: ExitStatus, cpu_used_up: bool) -> Option<KillReason> {
    use rustix::process::Signal;
    let signal = std::os::unix::process::ExitStatusExt::signal(&status)?;
    if signal == Signal::XFSZ.as_raw() {
        return Some(KillReason::FileSize);
    }
    // A program that ignores the first signal gets a second one that it cannot ignore.
    let over = signal == Signal::XCPU.as_raw() || (signal == Signal::KILL.as_raw() && cpu_used_up);
    over.then_some(KillReason::CpuTime)
}

#[cfg(not(unix))]
fn over_a_limit(_status: ExitStatus, _cpu_used_up: bool) -> Option<KillReason> {
    None
}

/// Whether a signal ended the program that no program in a sandbox sends to itself: safe Rust can abort, and
/// break off over its stack, and that is all.
#[cfg(unix)]
fn was_ended_from_outside(status: ExitStatus) -> bool {
    use rustix::process::Signal;
    const ITS_OWN: [Signal; 7] = [
        Signal::ABORT,
        Signal::BUS,
        Signal::FPE,
        Signal::ILL,
        Signal::SEGV,
        Signal::SYS,
        Signal::TRAP,
    ];
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    signal.is_some_and(|signal| !ITS_OWN.iter().any(|own| own.as_raw() == signal))
}

#[cfg(not(unix))]
fn was_ended_from_outside(_status: ExitStatus) -> bool {
    false
}

/// The file that this process was started from, also when it has been replaced meanwhile.
fn running_executable() -> Option<PathBuf> {
    (cfg!(target_os = "linux")).then(|| "/proc/self/exe".into())
}

/// Without these Windows opens no sockets; they say nothing of the user.
const NEEDED_VARIABLES: [&str; 1] = ["SystemRoot"];
