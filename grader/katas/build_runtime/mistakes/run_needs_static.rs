//! Misconception: What runs on a runtime must be Send and static.
//! Caught by: signature_changed
//! Message: run

use std::{future::Future, io::Write};
use tokio::runtime::{Builder, Runtime};

pub fn build() -> anyhow::Result<Runtime> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}

pub fn run<F>(fut: F) -> anyhow::Result<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let runtime = build()?;
    Ok(runtime.block_on(runtime.spawn(fut))?)
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
