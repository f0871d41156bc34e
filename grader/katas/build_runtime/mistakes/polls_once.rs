//! Misconception: A future without tokio is ready when it is first polled.
//! Caught by: run_without_tokio_gives_the_output
//! Message: need not be ready when it is first polled

use std::{future::Future, io::Write};
use tokio::runtime::{Builder, Runtime};

pub fn build() -> anyhow::Result<Runtime> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    Ok(build()?.block_on(fut))
}

pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    use futures::FutureExt as _;
    fut.now_or_never().expect("the future is ready")
}

pub fn report(program: &str, result: anyhow::Result<()>, err: &mut dyn Write) -> i32 {
    match result {
        Ok(()) => 0,
        Err(error) => {
            let _ = writeln!(err, "ERROR: {program}: {error:#}");
            1
        }
    }
}
