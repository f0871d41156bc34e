//! Wait for several futures at the same time: for all of them, or only until the first error.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;

/// The values of all futures, in the order of the list. Waits for everybody, also after an error,
/// and then returns the error that stands first in the list.
pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    todo!()
}

/// The values of all futures, in the order of the list. Returns at the first error in time and
/// drops the other futures.
pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    todo!()
}
