//! Every limit on foreign programs, in one place: what a check and a compiler may use, and what the
//! machine must have left for them.

use std::time::Duration;

/// Bytes.
const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Bytes of output that are kept of a check.
pub const KEPT_OUTPUT: usize = 64 * KIB as usize;
/// Bytes of output after which a check is stopped; also the largest file that it may write.
pub const FLOOD: u64 = 16 * MIB;
/// Bytes of memory that a check may use.
pub const MEMORY: u64 = 512 * MIB;
/// Bytes that all files of a check may have together.
pub const DISK: u64 = 64 * MIB;
/// Threads that a check may have; tokio's pool for blocking work takes up to 512.
pub const THREADS: usize = 1024;
/// Files that may be open at a time: what lies in pipes and sockets is memory that nothing else limits.
pub const OPEN_FILES: u64 = 1024;
/// CPU time of a check, as a multiple of its wall time: it may have several threads.
pub const CPU_PER_WALL: u64 = 4;
/// Wall time beyond the check's own watchdog, which speaks first. Only a process that disabled the
/// watchdog, or is told to look around, gets here.
pub const GRACE: Duration = Duration::from_secs(3);
/// Bytes that a signed outcome can have: its fields are short, and a picture is a few lines.
pub const OUTCOME: u64 = 256 * KIB;

/// CPU time of a compiler: a kata takes a few tenths of a second. It is the same however busy the machine is.
pub const COMPILING: Duration = Duration::from_secs(30);
/// Wall time of a compiler, for one that waits and uses none, and for systems without the other limit.
pub const COMPILING_ON_THE_CLOCK: Duration = Duration::from_secs(120);
/// Bytes of memory that a compiler may use.
pub const COMPILER_MEMORY: u64 = 2 * GIB;
/// Bytes of a compiler's messages that are kept.
pub const COMPILER_OUTPUT: usize = 4 * MIB as usize;
/// Bytes of messages after which a compiler is stopped.
pub const COMPILER_FLOOD: u64 = 64 * MIB;
/// Bytes of the largest file that a compiler may write.
pub const COMPILER_FILE: u64 = 256 * MIB;

/// Bytes of memory for reading line tables.
pub const SYMBOLS_MEMORY: u64 = GIB;
/// Wall time for reading line tables: it takes a part of a second, or a busy machine.
pub const SYMBOLS_TIME: Duration = Duration::from_secs(10);

/// Bytes that must be free where answers are compiled and run, or the disk may be what fails.
pub const FREE_DISK: u64 = 2 * DISK;
