//! Build a runtime, run futures from ordinary code, and report errors.

use anyhow::Context as _;
use std::future::Future;

/// A multi-thread runtime on which timers and sockets work.
pub fn build() -> anyhow::Result<tokio::runtime::Runtime> {
    // `enable_all` starts the drivers of timers and sockets: without them the first use panics.
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("failed to build a runtime")
}

/// Runs `fut` on a tokio runtime and gives its output.
pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    // `block_on` polls `fut` on this very thread. That is why `fut` may borrow and need not be `Send`.
    // For this alone a current-thread runtime would do. What `fut` spawns gets workers of its own here.
    Ok(build()?.block_on(fut))
}

/// Runs `fut` without any tokio runtime and gives its output.
pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    futures::executor::block_on(fut)
}

/// The exit code for `result`. An error is written to `err`, with all of its causes.
pub fn report(program: &str, result: anyhow::Result<()>, err: &mut dyn std::io::Write) -> i32 {
    let Err(error) = result else {
        return 0;
    };
    // If not even this can be written there is nobody left to tell; the exit code still says it.
    let _ = writeln!(err, "ERROR: {program}: {error:#}");
    1
}
