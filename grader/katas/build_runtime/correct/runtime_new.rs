//! `Runtime::new`, a runtime of its own kind for `run`, a `LocalPool`, and an anyhow report.

use std::{future::Future, io::Write};
use tokio::{
    runtime::{Builder, Runtime},
    task::LocalSet,
};

pub fn build() -> anyhow::Result<Runtime> {
    Ok(Runtime::new()?)
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    Ok(LocalSet::new().block_on(&runtime, fut))
}

pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    futures::executor::LocalPool::new().run_until(fut)
}

pub fn report(program: &str, result: anyhow::Result<()>, err: &mut dyn Write) -> i32 {
    match result {
        Ok(()) => 0,
        Err(error) => {
            err.write_all(format!("ERROR: {program}: {error:?}").as_bytes())
                .expect("the error stream can be written");
            1
        }
    }
}
