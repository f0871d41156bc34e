//! Misconception: What was entered in one function does not matter to another one.
//! Caught by: run_without_tokio_has_no_tokio_inside
//! Message: until what it gave is dropped

use anyhow::Context as _;
use std::future::Future;
pub fn build() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("failed to build a runtime")
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    let rt: &'static _ = Box::leak(Box::new(build()?));
    std::mem::forget(rt.enter());
    Ok(rt.block_on(fut))
}
pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    futures::executor::block_on(fut)
}

pub fn report(program: &str, result: anyhow::Result<()>, err: &mut dyn std::io::Write) -> i32 {
    let Err(error) = result else {
        return 0;
    };
    let _ = writeln!(err, "ERROR: {program}: {error:#}");
    1
}
