//! Misconception: A program has one runtime, and the second call finds it by itself.
//! Caught by: run_works_again_and_again
//! Message: must be made only when there is none yet

use anyhow::Context as _;
use std::{future::Future, io::Write, sync::OnceLock};
use tokio::runtime::{Builder, Runtime};

pub fn build() -> anyhow::Result<Runtime> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if RUNTIME.set(build()?).is_err() {
        anyhow::bail!("there is a runtime already");
    }
    let runtime = RUNTIME.get().context("there is no runtime")?;
    Ok(runtime.block_on(fut))
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
