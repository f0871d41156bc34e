//! Grades katas: runs hidden checks against a student's version.
//!
//! It is a program, not a library for others; the library exists so that `main.rs` stays a page and
//! everything can be tested. A submission flows one way, and the modules follow it:
//!
//! [`catalog`] (which katas exist) → [`submission`] (a student's files, read as data) → [`compile`] (the
//! student's crate, then the checks; what goes wrong is a [`rejection`]) → [`run`] (a process per check) and
//! [`mutation`] (a student's tests against mutants) → [`hang`] (where a hung check waits) → [`verdict`] (what
//! happened → what it means) → [`result`] (the schema) → [`report`]. [`process`] starts and locks in every
//! foreign program on this way; [`grader`] joins the stages, and [`editor`] tells rust-analyzer of a result.
//!
//! What a student did wrong is a value on this way; an error is always our failure or the machine's.

pub mod catalog;
pub mod commands;
pub mod compile;
pub(crate) mod editor;
pub mod exit_code;
pub mod grader;
pub(crate) mod hang;
pub(crate) mod mutation;
pub mod process;
pub(crate) mod rejection;
pub mod report;
pub mod result;
pub(crate) mod run;
pub mod submission;
pub mod util;
pub(crate) mod verdict;
pub mod verify;
pub mod watch;
pub mod workspace;
