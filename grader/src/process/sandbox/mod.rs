//! The sandbox in which foreign code is compiled and run, without root and without containers.
//!
//! The grader starts itself again as [`SANDBOX_EXEC`], which locks itself in and then becomes the program
//! that was asked for: `landlock` decides which files it can reach, `seccomp` what it can ask of the kernel,
//! `netns` what it can connect to, and limits on memory, CPU time and file size what it can use. So everything
//! holds before the first foreign instruction. What a kernel does not offer is left out and said in the
//! result. What needs counting while the program runs is counted from outside, in
//! [`crate::process::supervisor`].

mod command;
mod enter;
#[cfg(target_os = "linux")]
mod landlock;
#[cfg(target_os = "linux")]
mod netns;
mod policy;
mod protections;
#[cfg(target_os = "linux")]
mod seccomp;

pub use command::SandboxedCommand;
pub use enter::enter;
pub use policy::{Role, SandboxPolicy};
pub use protections::{Mode, Protections};

/// The hidden first argument that makes the grader enter a sandbox instead of reading a command line.
pub const SANDBOX_EXEC: &str = "__enter-sandbox";

/// In place of the process id of who starts the program: it is not known yet who that will be.
const ANY_PARENT: &str = "any";
