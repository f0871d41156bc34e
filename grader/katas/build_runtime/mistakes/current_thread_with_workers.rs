//! Misconception: A runtime that was moved to a thread of its own is a multi-thread one.
//! Caught by: the_runtime_is_multi_thread
//! Message: has no worker threads of its own

use std::{future::Future, io::Write};
use tokio::runtime::{Builder, Runtime};

pub fn build() -> anyhow::Result<Runtime> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    std::thread::spawn(move || handle.block_on(std::future::pending::<()>()));
    Ok(runtime)
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    Ok(build()?.block_on(fut))
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
