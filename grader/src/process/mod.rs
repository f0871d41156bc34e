//! Foreign programs: started, locked in, limited, and gone afterwards.
//!
//! [`limits`] says what a program may use, [`sandbox`] locks it in, [`supervisor`] runs it to its end, and
//! [`outcome`] says how it ended. [`machine`] asks what the machine has left. [`tied`] is a process of the grader that
//! ends with the one that has started it.

mod child;
pub mod limits;
pub(crate) mod machine;
pub(crate) mod outcome;
mod output_reader;
#[cfg(target_os = "linux")]
mod proc;
pub mod sandbox;
pub mod supervisor;
pub mod tied;

pub use child::Running;
pub(crate) use child::kill_orphans;
