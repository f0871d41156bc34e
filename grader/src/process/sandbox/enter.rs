//! The process that locks itself in and becomes the program that was asked for.

#[cfg(target_os = "linux")]
use super::{landlock, netns, seccomp};
#[cfg(unix)]
use super::{
    policy::{Role, SandboxPolicy},
    protections::Protections,
};
#[cfg(unix)]
use anyhow::{Context as _, Result, bail};
#[cfg(unix)]
use std::convert::Infallible;
#[cfg(unix)]
use std::ffi::OsStr;
use std::ffi::OsString;

/// The process that was started with [`super::SANDBOX_EXEC`]: locks itself in and becomes the program, or,
/// without arguments, tells what this machine offers. Returns only what went wrong, with the mark in front
/// by which the grader knows that no program was started.
#[cfg(unix)]
pub fn enter(mut arguments: impl Iterator<Item = OsString>) -> String {
    let Some(mark) = arguments.next() else {
        return match serde_json::to_string(&probe()) {
            Ok(found) => {
                println!("{found}");
                std::process::exit(0)
            }
            Err(error) => error.to_string(),
        };
    };
    let become_it = || -> Result<Infallible> {
        let parent = arguments
            .next()
            .context("failed to read who starts the program")?;
        let policy = arguments.next();
        let policy = policy.as_deref().and_then(OsStr::to_str);
        let policy = policy.context("failed to read the sandbox's policy")?;
        let policy: SandboxPolicy =
            serde_json::from_str(policy).context("failed to read the sandbox's policy")?;
        let line: Vec<OsString> = arguments.collect();
        apply(&policy, &parent)?;
        become_program(policy.role, &line)
    };
    match become_it() {
        Ok(never) => match never {},
        Err(error) => format!("{}{error:#}", mark.display()),
    }
}

/// There is no sandbox on this system.
#[cfg(not(unix))]
pub fn enter(_arguments: impl Iterator<Item = OsString>) -> String {
    "failed to enter a sandbox: there is none on this system".into()
}

/// Tries every lock on this process.
#[cfg(unix)]
fn probe() -> Protections {
    #[cfg(target_os = "linux")]
    let found = Protections {
        limits: true,
        // In this order, because each lock stands in the way of the one before.
        netns: holds(netns::unshare_network()),
        landlock: holds(landlock::restrict_everything()),
        seccomp: holds(seccomp::restrict(Role::Student {
            loopback: false,
            follows_links: false,
        })),
    };
    #[cfg(not(target_os = "linux"))]
    let found = Protections {
        limits: true,
        ..Protections::default()
    };
    found
}

/// Whether this lock could be closed; why not is for the grader's log.
#[cfg(target_os = "linux")]
fn holds(lock: Result<()>) -> bool {
    if let Err(error) = &lock {
        eprintln!("{error:#}");
    }
    lock.is_ok()
}

/// Locks this process in. The order matters: a network needs privileges that are given up below, and
/// the last lock takes away the calls that the others are made with.
#[cfg(unix)]
#[cfg_attr(
    not(target_os = "linux"),
    expect(unused_variables, reason = "only Linux ties a process to its parent")
)]
fn apply(policy: &SandboxPolicy, parent: &OsStr) -> Result<()> {
    use rustix::process::Resource;
    #[cfg(target_os = "linux")]
    if policy.protections.netns && matches!(policy.role, Role::Student { loopback: true, .. }) {
        netns::unshare_network()?;
    }
    if policy.protections.limits {
        limit(Resource::Core, 0, 0)?;
        let limits = &policy.limits;
        limit(Resource::Data, limits.memory, limits.memory)?;
        // The signal that comes first says what it is about; the one that comes second cannot be ignored.
        let cpu_seconds = limits.cpu_time.as_secs();
        limit(Resource::Cpu, cpu_seconds, cpu_seconds + 1)?;
        limit(Resource::Fsize, limits.file_size, limits.file_size)?;
        let files = fewer_files(limits.open_files);
        limit(Resource::Nofile, files, files)?;
    }
    #[cfg(target_os = "linux")]
    {
        tie_to(parent)?;
        if policy.protections.limits {
            give_up_privileges()?;
        }
        if policy.protections.landlock {
            landlock::restrict(policy)?;
        }
        if policy.protections.seccomp {
            seccomp::restrict(policy.role)?;
        }
    }
    Ok(())
}

/// Lets this process end with its parent, which may have ended already.
#[cfg(target_os = "linux")]
fn tie_to(parent: &OsStr) -> Result<()> {
    use rustix::process::{Signal, getppid, set_parent_process_death_signal};
    set_parent_process_death_signal(Some(Signal::KILL))
        .context("failed to tie this process to the grader")?;
    let now = getppid().map(|now| now.as_raw_pid().to_string());
    if parent != super::ANY_PARENT && now.is_none_or(|now| parent != now.as_str()) {
        bail!("the process that has started this one is gone");
    }
    Ok(())
}

/// So many, or as few as are allowed already.
#[cfg(unix)]
fn fewer_files(most: u64) -> u64 {
    let now = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    now.maximum.map_or(most, |allowed| allowed.min(most))
}

/// Sets a limit. Where the system allows less than that, a program could fail over the system's limit
/// and be blamed for it: then nothing is run.
#[cfg(unix)]
fn limit(resource: rustix::process::Resource, soft: u64, hard: u64) -> Result<()> {
    let allowed = rustix::process::getrlimit(resource).maximum;
    if let Some(allowed) = allowed.filter(|allowed| *allowed < hard) {
        bail!(
            "this system allows a program no more than {allowed} of {resource:?}, and {hard} are needed: raise the \
             limit (`ulimit` in your shell, or the settings of the container)"
        );
    }
    let limit = rustix::process::Rlimit {
        current: Some(soft),
        maximum: Some(hard),
    };
    rustix::process::setrlimit(resource, limit)
        .with_context(|| format!("failed to limit {resource:?}"))
}

/// Drops all capabilities, so that file permissions bind root, too.
#[cfg(target_os = "linux")]
fn give_up_privileges() -> Result<()> {
    use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities, set_no_new_privs};
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    set_no_new_privs(true).context("failed to give up privileges")?;
    set_capabilities(None, none).context("failed to give up capabilities")
}

/// Becomes the program. A student's is started with `execveat`, which the filter of system calls
/// leaves open because nothing in safe Rust leads to it, while `execve` is closed.
#[cfg(unix)]
fn become_program(role: Role, line: &[OsString]) -> Result<Infallible> {
    let (program, arguments) = line
        .split_first()
        .context("failed to find a program to run")?;
    #[cfg(target_os = "linux")]
    if matches!(role, Role::Student { .. }) {
        return exec_at(line).with_context(|| format!("failed to run {}", program.display()));
    }
    let _ = role;
    let mut command = std::process::Command::new(program);
    let error = std::os::unix::process::CommandExt::exec(command.args(arguments));
    Err(error).with_context(|| format!("failed to run {}", program.display()))
}

#[cfg(target_os = "linux")]
fn exec_at(line: &[OsString]) -> Result<Infallible> {
    use nix::fcntl::{AT_FDCWD, AtFlags};
    use std::{ffi::CString, os::unix::ffi::OsStrExt as _};
    let line: Vec<CString> = line
        .iter()
        .map(|word| CString::new(word.as_bytes()))
        .collect::<Result<_, _>>()?;
    let variables: Vec<CString> = std::env::vars_os()
        .map(|(name, value)| CString::new([name.as_bytes(), b"=", value.as_bytes()].concat()))
        .collect::<Result<_, _>>()?;
    Ok(nix::unistd::execveat(
        AT_FDCWD,
        &line[0],
        &line,
        &variables,
        AtFlags::empty(),
    )?)
}
