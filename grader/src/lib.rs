//! The grader of the Async Rust Katas: runs hidden checks against a student's version.
//!
//! It is a program, not a library for others; the library exists so that `main.rs` stays a page and
//! everything can be tested. A submission flows one way, and the files follow it: [`catalog`] (which
//! katas exist) → [`submission`] (a student's files, read as data) → [`cache`] (seen before?) →
//! [`compile`] (the student's crate, then the checks) → [`run`] (a process per check) → [`verdict`]
//! (what happened → what it means) → [`result`] (the schema) → [`report`]. [`grade`] joins them.
//!
//! What a student did wrong is a value on this way; an `Err` is always our failure or the machine's.

pub mod answers;
pub mod cache;
pub mod catalog;
pub mod checker;
pub mod checks;
pub mod cli;
pub mod commands;
pub mod compile;
pub mod complaint;
pub mod diagnosis;
pub mod diagnostics;
pub mod exit_code;
pub mod explain;
pub mod grade;
pub mod hints;
pub mod kept;
pub mod keyboard;
pub mod kit;
pub mod limits;
pub mod log;
pub mod machine;
pub mod naming;
pub mod probe;
pub mod process;
pub mod progress;
pub mod report;
pub mod result;
pub mod run;
pub mod safety;
pub mod sandbox;
pub mod screen;
pub mod signature;
pub mod slots;
pub mod strays;
pub mod submission;
pub mod toolchain;
pub mod trial;
pub mod verdict;
pub mod verify;
pub mod versions;
pub mod watch;
pub mod workbench;
pub mod workspace;
