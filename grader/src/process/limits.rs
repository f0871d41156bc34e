//! Every limit on foreign programs, in one place: what a check and a compiler may use, and what the
//! machine must have left for them.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Bytes.
const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Bytes of output after which a check is stopped; also the largest file that it may write.
pub const CHECK_OUTPUT: u64 = 16 * MIB;
/// Bytes of memory that a check may use.
pub const CHECK_MEMORY: u64 = 512 * MIB;
/// Bytes that all files of a check may have together.
pub const CHECK_DISK: u64 = 64 * MIB;
/// Threads that a check may have; tokio's pool for blocking work takes up to 512.
pub const THREADS: usize = 1024;
/// CPU time of a check, as a multiple of its wall time: it may have several threads.
pub const CPU_PER_WALL: u64 = 4;
/// Wall time beyond the check's own watchdog, which rings first. Only a process that disabled the
/// watchdog, or that samples its stacks, gets here.
pub const GRACE: Duration = Duration::from_secs(3);
/// Bytes that a signed outcome can have: its fields are short, and a picture is a few lines.
pub const SIGNED_OUTCOME: u64 = 256 * KIB;

/// CPU time of a compiler: a kata takes a few tenths of a second. It is the same however busy the machine is.
pub const COMPILER_CPU_TIME: Duration = Duration::from_secs(30);
/// Wall time of a compiler, for one that waits and uses none, and for systems without the other limit.
pub const COMPILER_WALL_TIME: Duration = Duration::from_secs(120);
/// Bytes of memory that a compiler may use.
pub const COMPILER_MEMORY: u64 = 2 * GIB;

/// Bytes that must be free where answers are compiled and run, or the disk may be what fails.
pub const FREE_DISK: u64 = 2 * CHECK_DISK;

/// What one foreign program may use. The kernel enforces what it can; the rest is counted from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Wall time after which it is killed.
    pub wall_time: Duration,
    /// CPU time of all its threads; to the second.
    pub cpu_time: Duration,
    /// Bytes of private memory.
    pub memory: u64,
    /// Bytes that any file may grow to.
    pub file_size: u64,
    /// Bytes that all files together may have in the folders that it may write to; `None` for a program of
    /// ours.
    pub disk: Option<u64>,
    /// Files that may be open at a time: what lies in pipes and sockets is memory that nothing else limits.
    pub open_files: u64,
    /// Threads that it and its children may have at a time.
    pub threads: usize,
    /// Bytes of output after which it is killed.
    pub output: u64,
    /// Bytes of output that are kept, from the beginning.
    pub kept_output: usize,
}

impl Limits {
    /// Of a check, or of another program with the student's code in it, that may take `time`.
    pub const fn of_check(time: Duration) -> Self {
        Self {
            wall_time: time.saturating_add(GRACE),
            cpu_time: Duration::from_secs(time.as_secs() * CPU_PER_WALL),
            memory: CHECK_MEMORY,
            file_size: CHECK_OUTPUT,
            disk: Some(CHECK_DISK),
            open_files: 1024,
            threads: THREADS,
            output: CHECK_OUTPUT,
            kept_output: 64 * KIB as usize,
        }
    }

    /// Of a compiler.
    pub const fn of_compiler() -> Self {
        Self {
            wall_time: COMPILER_WALL_TIME,
            cpu_time: COMPILER_CPU_TIME,
            memory: COMPILER_MEMORY,
            file_size: 256 * MIB,
            disk: None,
            open_files: 1024,
            threads: THREADS,
            output: 64 * MIB,
            kept_output: 4 * MIB as usize,
        }
    }

    /// Of a program that reads line tables: it takes a part of a second, or a busy machine.
    pub const fn of_symbolizer() -> Self {
        Self {
            wall_time: Duration::from_secs(10),
            cpu_time: Duration::from_secs(20),
            memory: GIB,
            file_size: CHECK_OUTPUT,
            disk: None,
            open_files: 1024,
            threads: THREADS,
            output: CHECK_OUTPUT,
            kept_output: 4 * MIB as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_may_take_its_time_on_four_cores_and_is_stopped_from_outside_a_little_later() {
        let limits = Limits::of_check(Duration::from_secs(5));
        assert_eq!(limits.cpu_time, Duration::from_secs(20));
        assert_eq!(limits.wall_time, Duration::from_secs(8));
        assert_eq!(limits.disk, Some(CHECK_DISK));
    }

    #[test]
    fn the_longest_time_has_no_overflow() {
        let longest = Duration::from_secs(u32::MAX.into());
        let limits = Limits::of_check(longest);
        assert!(limits.wall_time > longest && limits.cpu_time > longest);
    }

    #[test]
    fn what_is_kept_of_an_output_is_less_than_what_stops_the_program() {
        for limits in [
            Limits::of_check(Duration::from_secs(5)),
            Limits::of_compiler(),
            Limits::of_symbolizer(),
        ] {
            assert!((limits.kept_output as u64) < limits.output, "{limits:?}");
        }
    }
}
