//! Spawn every future as a task of its own, and bring all results back.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;

/// Runs each future in a task of its own, all at the same time. Gives their values in order, or an
/// error if a task failed or panicked; then no task goes on unobserved.
pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    todo!()
}
