//! The kit's few calls into the operating system that have no safe form in std: all of its unsafe code.
#![expect(unsafe_code, reason = "each call has its SAFETY comment")]

mod process;
#[cfg(target_os = "linux")]
pub(crate) mod threads;
mod waker;

pub use process::{cpu_time, involuntary_context_switches, voluntary_context_switches};
pub(crate) use process::{
    deny_ptrace, exit_without_cleanup, exported_function, libc_address, module_of,
};
pub(crate) use waker::{Observer, observed_waker};
