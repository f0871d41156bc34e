//! Try again, with pauses that grow, a limit for every try, and an end.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::time::Duration;

/// How often to try, and how long to wait.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The most tries there may be, at least 1.
    pub attempts: u32,
    /// The pause after the first try; each pause after it is twice the one before.
    pub first_delay: Duration,
    /// No pause is longer.
    pub max_delay: Duration,
    /// A try that takes longer is cut, and has failed.
    pub per_try: Duration,
}

/// The value of the first try of `op` that succeeds. `op` is called with 1, 2, 3, …
pub async fn retry<T, F>(policy: &Policy, op: F) -> anyhow::Result<T>
where
    F: AsyncFnMut(u32) -> anyhow::Result<T>,
{
    todo!()
}
