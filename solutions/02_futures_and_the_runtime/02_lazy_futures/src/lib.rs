//! Decide when something is called, and when it runs.

use std::future::Future;

/// A future that calls `f` when it is first polled, and gives the output of the future `f` made.
#[expect(
    clippy::manual_async_fn,
    reason = "this way one sees that the call itself only gives a future"
)]
pub fn prepare<F, Fut>(f: F) -> impl Future<Output = Fut::Output>
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    // The call stands inside the block, so that it is deferred like everything else in there.
    async move { f().await }
}

/// Calls each closure when the future of the one before has ended. Gives all values, or the first
/// error.
pub async fn one_at_a_time<F, Fut, T>(calls: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: FnOnce() -> Fut,
    Fut: Future<Output = anyhow::Result<T>>,
{
    let mut values = Vec::with_capacity(calls.len());
    for call in calls {
        // One line, two steps: the call makes the future, `.await` runs it to its end.
        values.push(call().await?);
    }
    Ok(values)
}

/// What `f` gives for each item, in the order of the items.
pub async fn map_async<F>(items: &[u32], f: F) -> Vec<u32>
where
    F: AsyncFn(u32) -> u32,
{
    let mut results = Vec::with_capacity(items.len());
    for &item in items {
        results.push(f(item).await);
    }
    results
}
