//! Which runtime drives the student's code.

use super::cases::{boxed, cases};
use crate::clock;
use std::future::Future;

/// A runtime on the real clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckRuntime {
    /// A current-thread runtime.
    CurrentThread,
    /// A multi-thread runtime with two workers.
    MultiThread,
}

/// A runtime of each flavour, on the real clock, one after the other. For an `fn` check.
///
/// ```
/// use kata_kit::{assert_same, runtimes, tokio};
///
/// for runtime in runtimes() {
///     let sum = runtime.block_on(async { tokio::spawn(async { 1 + 2 }).await });
///     assert_same("the sum", sum.ok(), Some(3), "A task runs on every runtime.");
/// }
/// ```
pub fn runtimes() -> impl Iterator<Item = CheckRuntime> {
    boxed(cases([
        ("on a current-thread runtime", CheckRuntime::CurrentThread),
        ("on a multi-thread runtime", CheckRuntime::MultiThread),
    ]))
}

impl CheckRuntime {
    /// Runs `future` to its end. On a multi-thread runtime it is polled by the calling thread, and only what it
    /// spawns runs on the workers.
    pub fn block_on<F: Future>(self, future: F) -> F::Output {
        match self {
            Self::CurrentThread => clock::real(future),
            Self::MultiThread => clock::real_with_workers(2, future),
        }
    }
}
