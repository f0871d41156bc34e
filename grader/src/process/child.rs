//! Children of this process: registered when they are started, killed with all that they have started, and
//! reaped. Every way to start a program goes through [`Running::start`].

use anyhow::{Context as _, Result};
use std::{
    collections::BTreeSet,
    process::{Child, Command, ExitStatus},
    sync::{Mutex, Once, PoisonError},
};

/// The programs that are running now: every other child of this process is an orphan of one of them.
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// A program that is running. Dropped before it was reaped, it is killed.
#[derive(Debug)]
pub struct Running {
    /// The process.
    pub child: Child,
    reaped: bool,
}

impl Running {
    /// Starts `command`. Whatever the program leaves behind will be a child of this process.
    pub fn start(command: &mut Command) -> Result<Self> {
        become_subreaper();
        // Held while the child is born, so that it is never taken for an orphan.
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let child = command.spawn();
        let child =
            child.with_context(|| format!("failed to start {:?}", command.get_program()))?;
        running.insert(child.id());
        Ok(Self {
            child,
            reaped: false,
        })
    }

    /// Whether it has ended. It is not reaped yet, so that its number stays its own.
    #[cfg(unix)]
    pub fn has_ended(&mut self) -> Result<bool> {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let state = waitid(WaitId::Pid(pid(&self.child)?), options)
            .context("failed to wait for a program")?;
        Ok(state.is_some())
    }

    /// Whether it has ended.
    #[cfg(not(unix))]
    pub fn has_ended(&mut self) -> Result<bool> {
        let status = self.child.try_wait();
        Ok(status.context("failed to wait for a program")?.is_some())
    }

    /// Waits for a program that is dead or about to be. Its number is free for others from then on, so it
    /// is forgotten under the same lock.
    pub fn reap(&mut self) -> Result<ExitStatus> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let status = self.child.wait().context("failed to wait for a program")?;
        running.remove(&self.child.id());
        self.reaped = true;
        Ok(status)
    }

    /// Kills the program and its whole process group. What is gone already needs no killing.
    #[cfg(unix)]
    pub fn kill(&mut self) {
        use rustix::process::{Signal, kill_process_group};
        if let Ok(pid) = pid(&self.child) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
        let _ = self.child.kill();
    }

    /// Kills the program and everything it started, as far as Windows knows its descendants.
    #[cfg(not(unix))]
    pub fn kill(&mut self) {
        let id = self.child.id().to_string();
        let mut taskkill = Command::new("taskkill");
        taskkill
            .args(["/T", "/F", "/PID", &id])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        let _ = taskkill.status();
        let _ = self.child.kill();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.reaped {
            self.kill();
            // There is an error on its way already, or the program is not needed any more.
            let _ = self.reap();
        }
    }
}

/// Kills every program that is running now, with its process group if it leads one. No other is started from then on:
/// this process is about to end.
#[cfg(unix)]
pub fn kill_all() {
    use rustix::process::{Pid, Signal, kill_process, kill_process_group};
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let pids = running.iter().filter_map(|pid| i32::try_from(*pid).ok());
    for pid in pids.filter_map(Pid::from_raw) {
        // What is gone already needs no killing.
        let _ = kill_process_group(pid, Signal::KILL);
        let _ = kill_process(pid, Signal::KILL);
    }
    std::mem::forget(running);
}

/// On Windows they end by themselves.
#[cfg(not(unix))]
pub fn kill_all() {}

#[cfg(unix)]
fn pid(child: &Child) -> Result<rustix::process::Pid> {
    let raw = i32::try_from(child.id()).ok();
    raw.and_then(rustix::process::Pid::from_raw)
        .context("failed to read a process id")
}

/// Makes orphans of the programs that are run become children of this process, so that none escapes.
fn become_subreaper() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        #[cfg(target_os = "linux")]
        if let Err(error) = rustix::process::set_child_subreaper(Some(rustix::process::getpid())) {
            use crate::util::notice::{NoticeKind, print};
            print(
                NoticeKind::Warning,
                &format!("warning: left-over processes of a check may survive it ({error})"),
            );
        }
    });
}

/// Kills what left its process group: its parent is dead, so it is this process's child by now. The children
/// of a killed orphan come next, until there are none.
#[cfg(target_os = "linux")]
pub fn kill_orphans() {
    use super::proc;
    use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
    for _ in 0..10_000 {
        let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let orphans = proc::own_children().filter(|pid| !running.contains(pid));
        let orphans: Vec<Pid> = orphans
            .filter_map(|pid| Pid::from_raw(i32::try_from(pid).ok()?))
            .collect();
        drop(running);
        if orphans.is_empty() {
            return;
        }
        for pid in orphans {
            let _ = kill_process(pid, Signal::KILL);
            let _ = waitpid(Some(pid), WaitOptions::empty());
        }
    }
}

/// Elsewhere orphans go to the system, which ends them.
#[cfg(not(target_os = "linux"))]
pub fn kill_orphans() {}
