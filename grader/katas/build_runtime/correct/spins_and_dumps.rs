//! Tasks and `select!` before and around the work, an executor that never sleeps, and a struct dump of the error.

use std::{future::Future, io::Write, pin::pin};
use tokio::runtime::{Builder, Runtime};

pub fn build() -> anyhow::Result<Runtime> {
    let runtime = Builder::new_multi_thread()
        .max_blocking_threads(4)
        .enable_all()
        .build()?;
    // The first task shows that the workers are there.
    runtime.block_on(runtime.spawn(async {}))?;
    Ok(runtime)
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    let runtime = build()?;
    let output = runtime.block_on(async {
        tokio::select! { output = fut => output }
    });
    runtime.shutdown_background();
    Ok(output)
}

pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    let mut fut = pin!(fut);
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(output) = fut.as_mut().poll(&mut cx) {
            return output;
        }
        std::thread::yield_now();
    }
}

pub fn report(program: &str, result: anyhow::Result<()>, err: &mut dyn Write) -> i32 {
    if let Err(error) = &result {
        let _ = write!(err, "ERROR: {program}: {error:#?}");
    }
    result.is_err().into()
}
