//! Misconception: The block_on of the futures crate does the same as a runtime.
//! Caught by: run_gives_the_output
//! Message: `futures::executor::block_on` has no tokio

use std::{future::Future, io::Write};
use tokio::runtime::{Builder, Runtime};

pub fn build() -> anyhow::Result<Runtime> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    Ok(futures::executor::block_on(fut))
}

pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    futures::executor::block_on(fut)
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
