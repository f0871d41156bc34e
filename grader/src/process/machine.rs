//! What the machine has left: whatever it lacks is never the fault of an answer.

use crate::process::limits::THREADS;
use anyhow::{Result, bail};
use std::path::Path;

/// Checks that the disk of `folder` has this many bytes left. Where the system does not say, it has.
pub fn has_room(folder: &Path, bytes: u64) -> Result<()> {
    let Some(free) = free_bytes(folder) else {
        return Ok(());
    };
    if free >= bytes {
        return Ok(());
    }
    bail!(
        "the disk is full: {} MiB are left for {}, and grading takes {} MiB. Make room, or name a folder on another \
         disk with the variable {}",
        free >> 20,
        folder.display(),
        bytes >> 20,
        crate::workspace::STATE_DIR,
    )
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|folder| folder.exists())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    Some(disk.f_bavail * disk.f_frsize)
}

#[cfg(not(unix))]
fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}

/// Checks that a program of this user may have as many threads as a check is promised. To be asked when
/// one could not get another thread.
pub fn has_threads() -> Result<()> {
    let Some(left) = threads_left() else {
        return Ok(());
    };
    if left >= THREADS as u64 {
        return Ok(());
    }
    bail!(
        "this machine allows you only {left} more threads, and a check may need {THREADS}: close other programs, or \
         raise the limit (`ulimit -u` in your shell, or the settings of the container)"
    )
}

/// How many more threads this user, or this container, may have; `None` without a limit.
#[cfg(target_os = "linux")]
fn threads_left() -> Option<u64> {
    use rustix::process::{Resource, getrlimit, getuid};
    use std::{fs, os::unix::fs::MetadataExt as _};
    let user = getuid().as_raw();
    let mine = || {
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let mine = processes.filter(|process| process.metadata().is_ok_and(|d| d.uid() == user));
        mine.map(|process| fs::read_dir(process.path().join("task")).map_or(0, Iterator::count))
            .sum::<usize>() as u64
    };
    let of_user = getrlimit(Resource::Nproc).current;
    let of_user = of_user.map(|limit| limit.saturating_sub(mine()));
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let group = groups.lines().find_map(|line| line.strip_prefix("0::"));
    let number = |name: &str| -> Option<u64> {
        let group = group?.trim_start_matches('/');
        let file = Path::new("/sys/fs/cgroup").join(group).join(name);
        fs::read_to_string(file).ok()?.trim().parse().ok()
    };
    let of_group = number("pids.max")
        .zip(number("pids.current"))
        .map(|(most, now)| most.saturating_sub(now));
    of_user.into_iter().chain(of_group).min()
}

#[cfg(not(target_os = "linux"))]
fn threads_left() -> Option<u64> {
    None
}
