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

/// Ends of programs that were never started, for tests.
#[cfg(test)]
pub(crate) mod example {
    use super::{KillReason, ProcessOutcome};
    use std::{process::ExitStatus, time::Duration};

    /// A program that ended itself with `code`.
    pub fn exited(code: u8, output: &str) -> ProcessOutcome {
        #[cfg(unix)]
        let status = std::os::unix::process::ExitStatusExt::from_raw(i32::from(code) << 8);
        #[cfg(windows)]
        let status = std::os::windows::process::ExitStatusExt::from_raw(code.into());
        ended(status, output)
    }

    /// A program that was ended by `signal`.
    #[cfg(unix)]
    pub fn ended_by_signal(signal: i32, output: &str) -> ProcessOutcome {
        ended(
            std::os::unix::process::ExitStatusExt::from_raw(signal),
            output,
        )
    }

    /// A program that was killed over a limit.
    pub fn killed(over: KillReason) -> ProcessOutcome {
        ProcessOutcome {
            killed: Some(over),
            ..exited(1, "")
        }
    }

    fn ended(status: ExitStatus, output: &str) -> ProcessOutcome {
        ProcessOutcome {
            status,
            killed: None,
            output: output.into(),
            took: Duration::from_millis(12),
            cpu: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KillReason, example::*};

    #[test]
    fn a_program_succeeds_that_ends_itself_with_0_and_over_no_limit() {
        assert!(exited(0, "").succeeded());
        assert!(!exited(1, "").succeeded());
        assert!(!killed(KillReason::WallTime).succeeded());
        let late = super::ProcessOutcome {
            killed: Some(KillReason::Output),
            ..exited(0, "")
        };
        assert!(!late.succeeded());
    }

    #[cfg(unix)]
    #[test]
    fn the_signal_of_a_program_is_known_if_one_ended_it() {
        assert_eq!(ended_by_signal(9, "").signal(), Some(9));
        assert_eq!(exited(9, "").signal(), None);
    }
}
