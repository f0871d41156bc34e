//! Misconception: write writes all of it.
//! Caught by: an_error_is_exit_code_1_with_its_whole_chain
//! Message: go on until all is taken

use anyhow::Context as _;
use std::future::Future;
pub fn build() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("failed to build a runtime")
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    Ok(build()?.block_on(fut))
}

pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    futures::executor::block_on(fut)
}

pub fn report(program: &str, result: anyhow::Result<()>, err: &mut dyn std::io::Write) -> i32 {
    let Err(error) = result else { return 0 };
    let _ = err.write(format!("ERROR: {program}: {error:#}\n").as_bytes());
    1
}
