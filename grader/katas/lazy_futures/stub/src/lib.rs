//! Decide when something is called, and when it runs.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;

/// A future that calls `f` when it is first polled, and gives the output of the future `f` made.
#[allow(
    clippy::manual_async_fn,
    reason = "this way one sees that the call itself only gives a future"
)]
pub fn prepare<F, Fut>(f: F) -> impl Future<Output = Fut::Output>
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    async { todo!() }
}

/// Calls each closure when the future of the one before has ended. Gives all values, or the first
/// error.
pub async fn one_at_a_time<F, Fut, T>(calls: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: FnOnce() -> Fut,
    Fut: Future<Output = anyhow::Result<T>>,
{
    todo!()
}

/// What `f` gives for each item, in the order of the items.
pub async fn map_async<F>(items: &[u32], f: F) -> Vec<u32>
where
    F: AsyncFn(u32) -> u32,
{
    todo!()
}
