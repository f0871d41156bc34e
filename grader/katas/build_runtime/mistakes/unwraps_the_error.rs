//! Misconception: Whoever reports an error may panic.
//! Caught by: an_error_is_exit_code_1_with_its_whole_chain
//! Message: writes down what went wrong and gives the exit code

use std::{future::Future, io::Write};
use tokio::runtime::{Builder, Runtime};

pub fn build() -> anyhow::Result<Runtime> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    Ok(build()?.block_on(fut))
}

pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    futures::executor::block_on(fut)
}

pub fn report(program: &str, result: anyhow::Result<()>, err: &mut dyn Write) -> i32 {
    if let Err(error) = &result {
        let _ = writeln!(err, "ERROR: {program}: {error:#}");
    }
    result.unwrap();
    0
}
