//! Which runtime drives the student's code, and in which task.

use super::cases::{boxed, cases};
use crate::{clock, output::Output};
use futures::future::LocalBoxFuture;
use std::future::Future;
use tokio::task::{JoinError, LocalSet, spawn_local};

/// A runtime on the real clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckRuntime {
    /// A current-thread runtime.
    CurrentThread,
    /// A multi-thread runtime with two workers.
    MultiThread,
}

/// A runtime of each flavour, on the real clock, one after the other. For an `fn` check.
///
/// ```
/// use kata_kit::{assert_same, runtimes, tokio};
///
/// for runtime in runtimes() {
///     let sum = runtime.block_on(async { tokio::spawn(async { 1 + 2 }).await });
///     assert_same("the sum", sum.ok(), Some(3), "A task runs on every runtime.");
/// }
/// ```
pub fn runtimes() -> impl Iterator<Item = CheckRuntime> {
    boxed(cases([
        ("on a current-thread runtime", CheckRuntime::CurrentThread),
        ("on a multi-thread runtime", CheckRuntime::MultiThread),
    ]))
}

impl CheckRuntime {
    /// Runs `future` to its end. On a multi-thread runtime it is polled by the calling thread, and only what it
    /// spawns runs on the workers.
    pub fn block_on<F: Future>(self, future: F) -> F::Output {
        match self {
            Self::CurrentThread => clock::real(future),
            Self::MultiThread => clock::real_with_workers(2, future),
        }
    }
}

/// The output of `future`, which runs in a task of its own, on the thread of its caller: it need not be `Send`.
///
/// ```
/// use kata_kit::{in_a_task, paused, tokio::task::try_id};
///
/// let id = paused(in_a_task(async { try_id() }));
/// assert!(id.is_ok_and(|id| id.is_some()));
/// ```
///
/// # Errors
///
/// If it panics.
pub fn in_a_task<T: 'static>(
    future: impl Future<Output = T> + 'static,
) -> LocalBoxFuture<'static, Result<T, JoinError>> {
    let (future, output) = Output::of(Box::pin(future));
    let ended = ended_in_a_task(future);
    Box::pin(async move {
        ended.await?;
        Ok(output.take())
    })
}

fn ended_in_a_task(
    future: LocalBoxFuture<'static, ()>,
) -> LocalBoxFuture<'static, Result<(), JoinError>> {
    Box::pin(async {
        let called = LocalSet::new();
        called.run_until(async { spawn_local(future).await }).await
    })
}
