//! Misconception: An executor needs a runtime around it.
//! Caught by: run_without_tokio_has_no_tokio_inside
//! Message: a tokio runtime was found

use std::{future::Future, io::Write};
use tokio::runtime::{Builder, Runtime};

pub fn build() -> anyhow::Result<Runtime> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    Ok(build()?.block_on(fut))
}

pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    let runtime = build().unwrap();
    let _inside = runtime.enter();
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
