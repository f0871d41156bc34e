//! The two clocks a check can run on.
//!
//! *Paused* is tokio's virtual clock on a current-thread runtime: time stands still while anything
//! can run and jumps to the next timer when nothing can, so durations are exact and cost nothing.
//! *Real* is wall time: prove order and overlap there, never durations.
//!
//! Tokio draws lots, for example which branch `select!` polls first. Here its random numbers begin with a seed, so
//! that a check sees the same draws in every run.

use crate::{case, hang, output::Output};
use futures::future::{BoxFuture, LocalBoxFuture};
use std::{future::Future, time::Duration};
use tokio::{
    runtime::{Builder, Runtime},
    task::{self, JoinHandle},
};

/// `n` milliseconds.
pub const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// Runs `future` to its end on the paused clock, on a current-thread runtime of its own.
///
/// An `async fn` check of a kata with `clock = "paused"` is called this way; a plain `fn` check
/// can call it for the part that is async.
///
/// ```
/// use kata_kit::{ms, paused};
/// use tokio::time::{sleep, Instant};
///
/// let took = paused(async {
///     let start = Instant::now();
///     sleep(ms(250)).await;
///     start.elapsed()
/// });
/// assert_eq!(took, ms(250));
/// ```
pub fn paused<F: Future>(future: F) -> F::Output {
    paused_with_seed(0, future)
}

/// Makes the future of an `async fn` check. In a box, so that all around it is compiled once and not in every check.
pub(crate) type AsyncCheck<'a> = &'a dyn Fn() -> LocalBoxFuture<'a, ()>;

/// How many seeds an `async fn` check on the paused clock is run with.
const SEEDS: u8 = 4;

/// Runs `check` on the paused clock once with every seed: what is wrong in one order of `select!`'s branches only
/// must show itself in every grading.
pub(crate) fn paused_with_every_seed(check: AsyncCheck<'_>) {
    paused(check());
    for seed in 1..SEEDS {
        let name = format!("when tokio draws other lots, for example in `select!` (seed {seed})");
        let _run = case::begin_run(name);
        paused_with_seed(seed, check());
    }
}

fn paused_with_seed<F: Future>(seed: u8, future: F) -> F::Output {
    run_on(
        seeded(&mut Builder::new_current_thread(), seed)
            .enable_all()
            .start_paused(true),
        Box::pin(future),
    )
}

/// Needs `--cfg tokio_unstable`, with which the grader builds the kit.
fn seeded(builder: &mut Builder, seed: u8) -> &mut Builder {
    #[cfg(tokio_unstable)]
    builder.rng_seed(tokio::runtime::RngSeed::from_bytes(&[seed]));
    #[cfg(not(tokio_unstable))]
    let _ = seed;
    builder
}

/// Runs `future` to its end on the real clock, on a current-thread runtime of its own.
pub fn real<F: Future>(future: F) -> F::Output {
    run_on(
        seeded(&mut Builder::new_current_thread(), 0).enable_all(),
        Box::pin(future),
    )
}

/// Runs `future` to its end on the real clock, on a multi-thread runtime with `workers` workers.
///
/// `future` itself is polled by the calling thread; only what it spawns runs on the workers.
pub fn real_with_workers<F: Future>(workers: usize, future: F) -> F::Output {
    run_on(
        seeded(&mut Builder::new_multi_thread(), 0)
            .worker_threads(workers)
            .enable_all(),
        Box::pin(future),
    )
}

/// As [`tokio::spawn`], for the tasks of checks. In a box: all that tokio does with a task is compiled for each type of
/// future, and that is more code than most checks have.
pub fn spawn<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    spawn_boxed(Box::pin(future))
}

pub(crate) fn spawn_boxed<T: Send + 'static>(future: BoxFuture<'static, T>) -> JoinHandle<T> {
    tokio::spawn(future)
}

/// As [`tokio::task::spawn_local`], for the tasks of checks: in a box, as those of [`spawn`].
///
/// ```
/// use kata_kit::{paused, spawn_local, tokio::task::LocalSet};
///
/// let inside = async { spawn_local(async { 1 + 2 }).await };
/// let sum = paused(LocalSet::new().run_until(inside));
/// assert_eq!(sum.ok(), Some(3));
/// ```
pub fn spawn_local<T: 'static>(future: impl Future<Output = T> + 'static) -> JoinHandle<T> {
    spawn_boxed_local(Box::pin(future))
}

pub(crate) fn spawn_boxed_local<T: 'static>(future: LocalBoxFuture<'static, T>) -> JoinHandle<T> {
    task::spawn_local(future)
}

fn run_on<T>(builder: &mut Builder, future: LocalBoxFuture<'_, T>) -> T {
    let (future, output) = Output::of(future);
    drive(builder, future);
    output.take()
}

/// Not generic, so that tokio's schedulers are compiled here, once, and not in every check of every
/// kata: that was two thirds of the time that compiling checks took.
fn drive(builder: &mut Builder, future: LocalBoxFuture<'_, ()>) {
    hang::note_tasks(builder);
    // The runtime is leaked: dropping it would wait for blocking code that a wrong answer left
    // behind, and the check's process ends right after the check anyway.
    let runtime: &'static Runtime = Box::leak(Box::new(
        builder.build().expect("failed to build a runtime"),
    ));
    runtime.block_on(hang::sampled(future, Some(runtime.handle().clone())));
}
