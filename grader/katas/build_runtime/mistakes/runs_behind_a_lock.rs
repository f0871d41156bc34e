//! Misconception: Only one call of run is in progress at a time.
//! Caught by: run_works_again_and_again
//! Message: a lock that is kept during

use anyhow::Context as _;
use std::future::Future;
pub fn build() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("failed to build a runtime")
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    let rt = RT.get_or_init(|| std::sync::Mutex::new(build().unwrap()));
    let g = rt.lock().unwrap();
    Ok(g.block_on(fut))
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

static RT: std::sync::OnceLock<std::sync::Mutex<tokio::runtime::Runtime>> =
    std::sync::OnceLock::new();
