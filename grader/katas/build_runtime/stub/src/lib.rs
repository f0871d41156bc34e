//! Build a runtime, run futures from ordinary code, and report errors.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;

/// A multi-thread runtime on which timers and sockets work.
pub fn build() -> anyhow::Result<tokio::runtime::Runtime> {
    todo!()
}

/// Runs `fut` on a tokio runtime and gives its output.
pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    todo!()
}

/// Runs `fut` without any tokio runtime and gives its output.
pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    todo!()
}

/// The exit code for `result`. An error is written to `err`, with all of its causes.
pub fn report(program: &str, result: anyhow::Result<()>, err: &mut dyn std::io::Write) -> i32 {
    todo!()
}
