//! The grader of the Async Rust Katas: runs hidden checks against a student's version.
//!
//! It is a program, not a library for others; the library exists so that `main.rs` stays a page and
//! everything can be tested. A submission flows one way, and the files follow it: [`catalog`] (which
//! katas exist) → [`submission`] (a student's files, read as data) → [`cache`] (seen before?) →
//! [`compile`] (the student's crate, then the checks) → [`run`] (a process per check) → [`verdict`]
//! (what happened → what it means) → [`result`] (the schema) → [`report`]. [`grade`] joins them.
//!
//! What a student did wrong is a value on this way; an `Err` is always our failure or the machine's.

pub mod catalog;
pub mod commands;
pub mod compile;
pub mod exit_code;
pub mod grader;
pub mod hang;
pub mod mutation;
pub mod process;
pub mod rejection;
pub mod report;
pub mod result;
pub mod run;
pub mod submission;
pub mod util;
pub mod verdict;
pub mod verify;
pub mod watch;
pub mod workspace;
