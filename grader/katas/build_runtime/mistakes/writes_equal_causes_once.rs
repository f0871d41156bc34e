//! Misconception: A cause that says the same as its context says nothing.
//! Caught by: an_error_is_exit_code_1_with_its_whole_chain
//! Message: also where it says the same twice

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
    let mut c: Vec<String> = error.chain().map(|c| c.to_string()).collect();
    c.dedup();
    let _ = writeln!(err, "ERROR: {program}: {}", c.join(": "));
    1
}
