//! How a foreign program ended.

use std::{process::ExitStatus, time::Duration};

/// How a program ended.
#[derive(Debug)]
pub struct ProcessOutcome {
    /// Its exit status.
    pub status: ExitStatus,
    /// Which limit of ours it was killed over, if it was.
    pub killed: Option<KillReason>,
    /// The beginning of its stdout and stderr, in the order written.
    pub output: String,
    /// How long it ran.
    pub took: Duration,
    /// The CPU time of all its threads, where the system tells.
    pub cpu: Option<Duration>,
}

impl ProcessOutcome {
    /// Whether it came to its end by itself and says that all went well.
    pub fn succeeded(&self) -> bool {
        self.killed.is_none() && self.status.success()
    }

    /// The signal that ended it, if one did.
    pub fn signal(&self) -> Option<i32> {
        #[cfg(unix)]
        return std::os::unix::process::ExitStatusExt::signal(&self.status);
        #[cfg(not(unix))]
        None
    }
}

/// The limit over which a program was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KillReason {
    /// Its time was over.
    WallTime,
    /// It had used up its CPU time.
    CpuTime,
    /// It wrote more than anybody reads.
    Output,
    /// It filled its folder.
    Disk,
    /// It wrote a file that was too large.
    FileSize,
    /// It had too many threads.
    Threads,
}
