//! The jail in which foreign code is compiled and run, without root and without containers.
//!
//! The grader starts itself again as [`ENTER`], which locks itself in and then becomes the program
//! that was asked for: `files` which files it can reach, `syscalls` what it can ask of the
//! kernel, `network` whom it can call, and limits on memory, CPU time and file size. So everything
//! holds before the first foreign instruction. What a kernel does not offer is left out and said in
//! the result. What needs counting while the program runs is counted from outside, in
//! [`crate::process::supervisor`].

mod enter;
#[cfg(target_os = "linux")]
mod landlock;
#[cfg(target_os = "linux")]
mod netns;
#[cfg(target_os = "linux")]
mod seccomp;

pub use enter::enter;

use crate::process::supervisor::{self, Bounds, Ended, Killed};
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use kata_protocol::{Key, hex};
use serde::{Deserialize, Serialize};
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::Duration,
};

/// The hidden first argument that makes the grader enter a jail instead of reading a command line.
pub const ENTER: &str = "__enter-jail";

/// What a program in the jail may do. Everything else is denied, as far as the kernel can.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Jail {
    /// Files and folders it may read.
    pub read: Vec<PathBuf>,
    /// Folders it may list without opening anything in them.
    pub list: Vec<PathBuf>,
    /// Files and folders it may read and execute.
    pub execute: Vec<PathBuf>,
    /// Folders in which it may do everything; a student's program may only fill them.
    pub write: Vec<PathBuf>,
    /// Who is locked in.
    pub inmate: Inmate,
    /// Bytes of private memory.
    pub memory: u64,
    /// Seconds of CPU time.
    pub cpu_seconds: u64,
    /// Bytes that any file may grow to.
    pub file_size: u64,
    /// What must hold: if it does not, nothing is run.
    pub protections: Protections,
}

/// Who is locked in. The less a program is ours, the less it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inmate {
    /// A compiler that reads foreign code and starts nobody.
    Compiler,
    /// A program of ours that starts others: a compiler with its linker, or a check that drives a
    /// student's binary (which gets a jail of its own).
    Starter,
    /// A student's code.
    Student {
        /// Whether it may call itself over the loopback device.
        loopback: bool,
    },
}

/// Which protections hold on this machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protections {
    /// Files are out of reach but for those that are needed.
    pub landlock: bool,
    /// No network, no new processes, no other process's memory.
    pub seccomp: bool,
    /// Memory, CPU time and file sizes are limited.
    pub limits: bool,
    /// Where sockets are needed, a network of its own with nobody else in it.
    pub netns: bool,
}

/// Whether foreign code is locked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Mode {
    /// With everything the kernel offers.
    Auto,
    /// With landlock, seccomp and limits, or nothing is graded.
    Require,
    /// Not at all: for looking for a fault in the grader itself.
    Off,
}

impl Protections {
    /// What this machine offers, found out by a process that locks itself in.
    pub fn of_this_machine(mode: Mode) -> Result<Self> {
        let offered = match mode {
            Mode::Off => Self::default(),
            Mode::Auto | Mode::Require => Self::probe()?,
        };
        offered.suffice(mode)?;
        Ok(offered)
    }

    fn suffice(self, mode: Mode) -> Result<()> {
        if mode != Mode::Require || (self.landlock && self.seccomp && self.limits) {
            return Ok(());
        }
        bail!(
            "failed to build the sandbox that somebody else's code is run in: this machine offers only {self}.\n\
             It takes Linux 5.13 or newer with landlock and seccomp. Where `CI` is set, `--submission` implies \
             `--sandbox require`; `--sandbox auto` takes what there is, if you trust the code."
        );
    }

    /// Checks that sockets, if a kata `needs` them, lead nowhere but to itself.
    pub fn suffice_for_sockets(self, mode: Mode, needs: bool) -> Result<()> {
        if mode != Mode::Require || !needs || self.netns {
            return Ok(());
        }
        bail!(
            "failed to keep the kata's sockets away from the network: this machine gives nobody a network of \
             their own. On Ubuntu `sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` changes that; \
             `--sandbox auto` takes what there is, if you trust the code"
        );
    }

    #[cfg(unix)]
    fn probe() -> Result<Self> {
        let itself = env::current_exe().context("failed to find the grader's own file")?;
        let mut probe = Command::new(itself);
        probe
            .arg(ENTER)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let output = supervisor::output(&mut probe).context("failed to try the sandbox")?;
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            tracing::info!("trying the sandbox: {line}");
        }
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("failed to try the sandbox ({})", output.status))
    }

    #[cfg(not(unix))]
    fn probe() -> Result<Self> {
        Ok(Self::default())
    }
}

impl std::fmt::Display for Protections {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            (self.landlock, "landlock"),
            (self.seccomp, "seccomp"),
            (self.limits, "limits"),
            (self.netns, "netns"),
        ];
        let held: Vec<&str> = parts
            .iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, name)| *name)
            .collect();
        f.write_str(&if held.is_empty() {
            "none".into()
        } else {
            held.join("+")
        })
    }
}

impl Jail {
    /// The program, ready to be started in this jail with an environment that says nothing.
    pub fn command(&self, program: &Path) -> Result<Jailed> {
        let (line, mark) = self.command_line(program.to_path_buf())?;
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
        Ok(Jailed {
            command,
            program: program.to_path_buf(),
            mark,
            cpu_time: Duration::from_secs(self.cpu_seconds),
        })
    }

    /// The same as the words of a command line, for the kit to start; and the mark that its output
    /// begins with if the program could not be started.
    pub fn command_line(&self, program: PathBuf) -> Result<(Vec<PathBuf>, String)> {
        let mark = new_mark()?;
        if cfg!(not(unix)) {
            return Ok((vec![program], mark));
        }
        let itself = env::current_exe().context("failed to find the grader's own file")?;
        let jail = serde_json::to_string(self)?;
        let line = vec![
            itself,
            ENTER.into(),
            mark.clone().into(),
            jail.into(),
            program,
        ];
        Ok((line, mark))
    }
}

/// A word that nobody can know before: the process that enters a jail prints it in front of what went
/// wrong. It is gone once the program has taken that process's place, so no program can print it.
fn new_mark() -> Result<String> {
    let mut mark = Key::default();
    getrandom::fill(&mut mark).map_err(|error| anyhow!("failed to make a mark: {error}"))?;
    Ok(hex(&mark[..16]))
}

/// A program with its jail around it.
#[derive(Debug)]
pub struct Jailed {
    /// What is started. Arguments and variables may be added.
    pub command: Command,
    program: PathBuf,
    mark: String,
    cpu_time: Duration,
}

impl Jailed {
    /// Runs the program to its end. An `Err` is the machine's failure, never the program's: the jail could
    /// not be entered, or somebody else ended the program.
    pub fn run(self, input: &str, bounds: Bounds<'_>) -> Result<Ended> {
        let Self {
            command,
            program,
            mark,
            cpu_time,
        } = self;
        let name = program
            .file_name()
            .unwrap_or_default()
            .display()
            .to_string();
        let mut ended = supervisor::run(command, input, bounds)?;
        tracing::debug!(%name, status = %ended.status, killed = ?ended.killed, took = ?ended.took, "a program has ended");
        if let Some(why) = ended.output.strip_prefix(&mark) {
            bail!("failed to run {name} in the sandbox: {}", why.trim());
        }
        if ended.killed.is_none() {
            let used_up = ended.cpu.is_some_and(|used| used >= cpu_time);
            ended.killed = over_a_limit(ended.status, used_up);
            ensure!(
                ended.killed.is_some() || !ended_by_somebody_else(ended.status),
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
fn over_a_limit(status: ExitStatus, cpu_used_up: bool) -> Option<Killed> {
    use rustix::process::Signal;
    let signal = std::os::unix::process::ExitStatusExt::signal(&status)?;
    if signal == Signal::XFSZ.as_raw() {
        return Some(Killed::FileSize);
    }
    // Who ignores the first signal gets a second one that nobody can ignore.
    let over = signal == Signal::XCPU.as_raw() || (signal == Signal::KILL.as_raw() && cpu_used_up);
    over.then_some(Killed::CpuTime)
}

#[cfg(not(unix))]
fn over_a_limit(_status: ExitStatus, _cpu_used_up: bool) -> Option<Killed> {
    None
}

/// Whether a signal ended the program that no program in a jail sends to itself: safe Rust can abort, and
/// break off over its stack, and that is all.
#[cfg(unix)]
fn ended_by_somebody_else(status: ExitStatus) -> bool {
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
fn ended_by_somebody_else(_status: ExitStatus) -> bool {
    false
}

/// The file that this process was started from, also when it has been replaced meanwhile.
fn running_executable() -> Option<PathBuf> {
    (cfg!(target_os = "linux")).then(|| "/proc/self/exe".into())
}

/// Without these Windows opens no sockets; they say nothing of the user.
const NEEDED_VARIABLES: [&str; 1] = ["SystemRoot"];

#[cfg(test)]
mod tests {
    use super::{Mode, Protections};

    const ALL: Protections = Protections {
        landlock: true,
        seccomp: true,
        limits: true,
        netns: true,
    };

    #[test]
    fn required_protections_that_are_not_there_are_an_error_with_a_way_on() {
        assert!(ALL.suffice(Mode::Require).is_ok());
        for lacking in [
            Protections {
                landlock: false,
                ..ALL
            },
            Protections {
                seccomp: false,
                ..ALL
            },
            Protections::default(),
        ] {
            assert!(lacking.suffice(Mode::Auto).is_ok());
            let said = lacking
                .suffice(Mode::Require)
                .map_err(|error| error.to_string());
            let said = said.expect_err("it does not suffice");
            assert!(said.contains(&lacking.to_string()) && said.contains("--sandbox auto"));
        }
    }

    #[test]
    fn only_a_kata_with_sockets_requires_a_network_of_its_own() {
        let lacking = Protections {
            netns: false,
            ..ALL
        };
        assert!(lacking.suffice(Mode::Require).is_ok());
        assert!(lacking.suffice_for_sockets(Mode::Require, false).is_ok());
        assert!(lacking.suffice_for_sockets(Mode::Auto, true).is_ok());
        assert!(lacking.suffice_for_sockets(Mode::Require, true).is_err());
        assert!(ALL.suffice_for_sockets(Mode::Require, true).is_ok());
    }
}
