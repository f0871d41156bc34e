//! Mutation testing of a student's tests: every test against every variant of the code, each in a process of
//! its own. A test that fails on a correct variant proves nothing; a mutant that no test fails on is missed.
//!
//! [`runner`] runs them, [`report`] says what came of it, for every check of the kata.

pub mod report;
pub mod runner;
