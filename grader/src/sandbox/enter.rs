//! The process that locks itself in and becomes the program that was asked for.

#[cfg(target_os = "linux")]
use super::{Inmate, files, network, syscalls};
#[cfg(unix)]
use super::{Jail, Protections};
#[cfg(unix)]
use anyhow::{Context as _, Result};
#[cfg(unix)]
use std::convert::Infallible;
use std::ffi::OsString;

/// The process that was started with [`super::ENTER`]: locks itself in and becomes the program, or,
/// without arguments, tells what this machine offers. Returns only what went wrong.
#[cfg(unix)]
pub fn enter(mut arguments: impl Iterator<Item = OsString>) -> anyhow::Error {
    let Some(jail) = arguments.next() else {
        return match serde_json::to_string(&probe()) {
            Ok(found) => {
                println!("{found}");
                std::process::exit(0)
            }
            Err(error) => error.into(),
        };
    };
    let become_it = || -> Result<Infallible> {
        let jail = jail.to_str().context("failed to read the jail")?;
        let jail: Jail = serde_json::from_str(jail).context("failed to read the jail")?;
        let line: Vec<OsString> = arguments.collect();
        shut(&jail)?;
        become_program(&jail, &line)
    };
    match become_it() {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

/// There is no jail on this system.
#[cfg(not(unix))]
pub fn enter(_arguments: impl Iterator<Item = OsString>) -> anyhow::Error {
    anyhow::anyhow!("failed to enter a jail: there is none on this system")
}

/// Tries every lock on this process.
#[cfg(unix)]
fn probe() -> Protections {
    #[cfg(target_os = "linux")]
    let found = Protections {
        limits: true,
        // In this order, because each lock stands in the way of the one before.
        netns: network::alone().is_ok(),
        landlock: files::landlock_holds(),
        seccomp: syscalls::restrict(Inmate::Student { loopback: false }).is_ok(),
    };
    #[cfg(not(target_os = "linux"))]
    let found = Protections {
        limits: true,
        ..Protections::default()
    };
    found
}

/// Locks this process in. The order matters: a network needs privileges that are given up below, and
/// the last lock takes away the calls that the others are made with.
#[cfg(unix)]
fn shut(jail: &Jail) -> Result<()> {
    use rustix::process::Resource;
    #[cfg(target_os = "linux")]
    if jail.protections.netns && jail.inmate == (Inmate::Student { loopback: true }) {
        network::alone()?;
    }
    if jail.protections.limits {
        limit(Resource::Core, 0)?;
        limit(Resource::Data, jail.memory)?;
        limit(Resource::Cpu, jail.cpu_seconds)?;
        limit(Resource::Fsize, jail.file_size)?;
        limit(Resource::Nofile, fewer_files(OPEN_FILES))?;
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Signal, set_parent_process_death_signal};
        set_parent_process_death_signal(Some(Signal::KILL))
            .context("failed to tie this process to the grader")?;
        if jail.protections.limits {
            give_up_privileges()?;
        }
        if jail.protections.landlock {
            files::restrict(jail)?;
        }
        if jail.protections.seccomp {
            syscalls::restrict(jail.inmate)?;
        }
    }
    Ok(())
}

/// Files that may be open at a time: what lies in pipes and sockets is memory that nothing else limits.
#[cfg(unix)]
const OPEN_FILES: u64 = 1024;

/// So many, or as few as are allowed already.
#[cfg(unix)]
fn fewer_files(most: u64) -> u64 {
    let now = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    now.maximum.map_or(most, |allowed| allowed.min(most))
}

#[cfg(unix)]
fn limit(resource: rustix::process::Resource, most: u64) -> Result<()> {
    let limit = rustix::process::Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    rustix::process::setrlimit(resource, limit)
        .with_context(|| format!("failed to limit {resource:?}"))
}

/// Root is nobody special in here: file permissions count for it, too.
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
fn become_program(jail: &Jail, line: &[OsString]) -> Result<Infallible> {
    let (program, arguments) = line
        .split_first()
        .context("failed to find a program to run")?;
    #[cfg(target_os = "linux")]
    if matches!(jail.inmate, Inmate::Student { .. }) {
        return exec_at(line).with_context(|| format!("failed to run {}", program.display()));
    }
    let _ = jail;
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
