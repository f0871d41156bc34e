//! What a program in the sandbox may do.

use super::protections::Protections;
use crate::process::limits::Limits;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a program in the sandbox may do. Everything else is denied, as far as the kernel can.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SandboxPolicy {
    /// Files and folders it may read.
    pub read: Vec<PathBuf>,
    /// Folders it may list without opening anything in them.
    pub list: Vec<PathBuf>,
    /// Files and folders it may read and execute.
    pub execute: Vec<PathBuf>,
    /// Folders in which it may do everything; a student's program may only fill them.
    pub write: Vec<PathBuf>,
    /// What it is trusted with.
    pub role: Role,
    /// What it may use.
    pub limits: Limits,
    /// What must hold: if it does not, nothing is run.
    pub protections: Protections,
}

/// What a program is trusted with. The less a program is ours, the less it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// A compiler that reads foreign code and starts no program.
    Compiler,
    /// A program of ours that starts others: a compiler with its linker, or a check that drives a
    /// student's binary (which gets a sandbox of its own).
    Spawner,
    /// A student's code.
    Student {
        /// Whether it may call itself over the loopback device.
        loopback: bool,
        /// Whether it may ask where a link leads: `std::env::current_exe` does. It tells, too, whether a path exists.
        follows_links: bool,
    },
}
