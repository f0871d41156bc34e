//! The jail in which foreign code is compiled and run, without root and without containers.
//!
//! The grader starts itself again as [`ENTER`], which locks itself in (landlock: which files it can
//! reach; seccomp: no network, no new processes, no looking into others; limits on memory, CPU time
//! and file size) and then becomes the program that was asked for. So everything holds before the
//! first foreign instruction. What a kernel does not offer is left out and said in the result.

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use std::{env, path::PathBuf, process::Command};

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
    /// Folders in which it may do everything.
    pub write: Vec<PathBuf>,
    /// Whether it may start processes: only our own programs do, the compiler's linker and the
    /// checks that drive a student's binary.
    pub processes: bool,
    /// Whether it may open sockets.
    pub sockets: bool,
    /// Bytes of private memory.
    pub memory: u64,
    /// Seconds of CPU time.
    pub cpu_seconds: u64,
    /// Bytes that any file may grow to.
    pub file_size: u64,
    /// What must hold: if it does not, nothing is run.
    pub protections: Protections,
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
        if mode == Mode::Require && !(offered.landlock && offered.seccomp && offered.limits) {
            bail!(
                "failed to build the sandbox that `--sandbox require` asks for: this machine offers only {offered}.\n\
                 It needs Linux 5.13 or newer with landlock and seccomp. `--sandbox auto` takes what there is."
            );
        }
        Ok(offered)
    }

    #[cfg(unix)]
    fn probe() -> Result<Self> {
        let itself = env::current_exe().context("failed to find the grader's own file")?;
        let output = Command::new(itself).arg(ENTER).output();
        let output = output.context("failed to try the sandbox")?;
        serde_json::from_slice(&output.stdout).context("failed to try the sandbox")
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
    /// The command that runs `program` in this jail, with an environment that says nothing.
    pub fn command(&self, program: impl Into<PathBuf>) -> Result<Command> {
        let line = self.command_line(program.into())?;
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
        Ok(command)
    }

    /// The same as the words of a command line, for the kit to start.
    pub fn command_line(&self, program: PathBuf) -> Result<Vec<PathBuf>> {
        if cfg!(not(unix)) {
            return Ok(vec![program]);
        }
        let itself = env::current_exe().context("failed to find the grader's own file")?;
        let jail = serde_json::to_string(self)?;
        Ok(vec![itself, ENTER.into(), jail.into(), program])
    }
}

/// The file that this process was started from, also when it has been replaced meanwhile.
fn running_executable() -> Option<PathBuf> {
    (cfg!(target_os = "linux")).then(|| "/proc/self/exe".into())
}

/// Without these Windows opens no sockets; they say nothing of the user.
const NEEDED_VARIABLES: [&str; 1] = ["SystemRoot"];

/// The process that was started with [`ENTER`]: locks itself in and becomes the program, or, without
/// arguments, tells what this machine offers. Returns only what went wrong.
#[cfg(unix)]
pub fn enter(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> anyhow::Error {
    let Some(jail) = arguments.next() else {
        return match lock::probe().map(|found| serde_json::to_string(&found)) {
            Ok(Ok(found)) => {
                println!("{found}");
                std::process::exit(0)
            }
            Ok(Err(error)) => error.into(),
            Err(error) => error,
        };
    };
    let become_it = || -> Result<std::convert::Infallible> {
        let jail = jail.to_str().context("failed to read the jail")?;
        let jail: Jail = serde_json::from_str(jail).context("failed to read the jail")?;
        let program = arguments
            .next()
            .context("failed to find a program to run")?;
        lock::shut(&jail)?;
        let error =
            std::os::unix::process::CommandExt::exec(Command::new(&program).args(arguments));
        Err(error).with_context(|| format!("failed to run {}", program.display()))
    };
    match become_it() {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

/// There is no jail on this system.
#[cfg(not(unix))]
pub fn enter(_arguments: impl Iterator<Item = std::ffi::OsString>) -> anyhow::Error {
    anyhow::anyhow!("failed to enter a jail: there is none on this system")
}

#[cfg(unix)]
mod lock {
    use super::{Jail, Protections};
    use anyhow::{Context as _, Result};
    use rustix::process::{Resource, Rlimit, setrlimit};

    /// Tries every lock on this process.
    pub fn probe() -> Result<Protections> {
        Ok(Protections {
            limits: true,
            #[cfg(target_os = "linux")]
            landlock: super::linux::landlock_holds(),
            #[cfg(target_os = "linux")]
            seccomp: super::linux::seccomp(false, false).is_ok(),
            #[cfg(not(target_os = "linux"))]
            landlock: false,
            #[cfg(not(target_os = "linux"))]
            seccomp: false,
        })
    }

    /// Locks this process in.
    pub fn shut(jail: &Jail) -> Result<()> {
        if jail.protections.limits {
            limit(Resource::Core, 0)?;
            limit(Resource::Data, jail.memory)?;
            limit(Resource::Cpu, jail.cpu_seconds)?;
            limit(Resource::Fsize, jail.file_size)?;
        }
        #[cfg(target_os = "linux")]
        super::linux::shut(jail)?;
        Ok(())
    }

    fn limit(resource: Resource, most: u64) -> Result<()> {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit).with_context(|| format!("failed to limit {resource:?}"))
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::Jail;
    use anyhow::{Context as _, Result, ensure};
    use landlock::{
        ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible as _, Ruleset,
        RulesetAttr as _, RulesetCreatedAttr as _, RulesetStatus, Scope, path_beneath_rules,
    };
    use rustix::{
        process::{Signal, set_parent_process_death_signal},
        thread::{CapabilitySet, CapabilitySets, set_capabilities, set_no_new_privs},
    };
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, TargetArch, apply_filter,
    };
    use std::{collections::BTreeMap, env::consts::ARCH, path::PathBuf};

    const KNOWN: ABI = ABI::V6;

    pub fn shut(jail: &Jail) -> Result<()> {
        set_parent_process_death_signal(Some(Signal::KILL))
            .context("failed to tie this process to the grader")?;
        if jail.protections.landlock {
            ensure!(landlock(jail)?, "failed to restrict the files in reach");
        }
        if jail.protections.seccomp {
            seccomp(jail.processes, jail.sockets)?;
        }
        if jail.protections.limits {
            // Root is nobody special in here: file permissions count for it, too.
            let none = CapabilitySets {
                effective: CapabilitySet::empty(),
                permitted: CapabilitySet::empty(),
                inheritable: CapabilitySet::empty(),
            };
            set_no_new_privs(true).context("failed to give up privileges")?;
            set_capabilities(None, none).context("failed to give up capabilities")?;
        }
        Ok(())
    }

    pub fn landlock_holds() -> bool {
        let nothing = Jail {
            read: vec![],
            list: vec![],
            execute: vec![],
            write: vec![],
            processes: false,
            sockets: false,
            memory: 0,
            cpu_seconds: 0,
            file_size: 0,
            protections: super::Protections::default(),
        };
        landlock(&nothing).unwrap_or(false)
    }

    /// Restricts the files (and, where the kernel knows how, TCP ports and signals) in reach.
    /// Whether it took effect at all: newer kernels restrict more.
    fn landlock(jail: &Jail) -> Result<bool> {
        let read: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
        let ruleset = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(KNOWN))?;
        let ruleset = match jail.sockets {
            true => ruleset,
            false => ruleset.handle_access(AccessNet::from_all(KNOWN))?,
        };
        let devices = ["/dev/null", "/dev/zero"].map(PathBuf::from);
        let randomness = ["/dev/urandom", "/dev/random"].map(PathBuf::from);
        let device = read | AccessFs::WriteFile | AccessFs::IoctlDev;
        let status = ruleset
            .scope(Scope::from_all(KNOWN))?
            .create()?
            .add_rules(path_beneath_rules(&jail.read, read))?
            .add_rules(path_beneath_rules(&jail.list, AccessFs::ReadDir))?
            .add_rules(path_beneath_rules(randomness, read))?
            .add_rules(path_beneath_rules(&jail.execute, read | AccessFs::Execute))?
            .add_rules(path_beneath_rules(&jail.write, AccessFs::from_all(KNOWN)))?
            .add_rules(path_beneath_rules(devices, device))?
            .restrict_self()?;
        Ok(status.ruleset != RulesetStatus::NotEnforced)
    }

    /// Denies what no kata needs. Safe Rust reaches few system calls; these are the ones that
    /// could matter, and those that would undo the jail.
    pub fn seccomp(processes: bool, sockets: bool) -> Result<()> {
        let mut denied: BTreeMap<i64, Vec<SeccompRule>> = [
            libc::SYS_ptrace,
            libc::SYS_process_vm_readv,
            libc::SYS_process_vm_writev,
            libc::SYS_pidfd_getfd,
            libc::SYS_io_uring_setup,
            libc::SYS_mount,
            libc::SYS_unshare,
            libc::SYS_setns,
            libc::SYS_bpf,
            libc::SYS_keyctl,
            libc::SYS_add_key,
            libc::SYS_perf_event_open,
            libc::SYS_userfaultfd,
        ]
        .into_iter()
        .map(|call| (call, Vec::new()))
        .collect();
        if !sockets {
            denied.insert(libc::SYS_socket, Vec::new());
        }
        if !processes {
            // A thread is a clone with CLONE_THREAD; every other clone is a process.
            let flag = u64::try_from(libc::CLONE_THREAD)?;
            let no_thread =
                SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(flag), 0)?;
            denied.insert(libc::SYS_clone, vec![SeccompRule::new(vec![no_thread])?]);
            #[cfg(target_arch = "x86_64")]
            denied.extend([libc::SYS_fork, libc::SYS_vfork].map(|call| (call, Vec::new())));
        }
        install(denied, libc::EPERM)?;
        if !processes {
            // The flags of clone3 are out of a filter's sight. Told that it does not exist, the C
            // library falls back to clone.
            install([(libc::SYS_clone3, Vec::new())].into(), libc::ENOSYS)?;
        }
        Ok(())
    }

    fn install(denied: BTreeMap<i64, Vec<SeccompRule>>, error: i32) -> Result<()> {
        let error = SeccompAction::Errno(u32::try_from(error)?);
        let machine: TargetArch = ARCH.try_into()?;
        let filter = SeccompFilter::new(denied, SeccompAction::Allow, error, machine)?;
        let program: BpfProgram = filter.try_into()?;
        apply_filter(&program).context("failed to restrict the system calls")
    }
}
