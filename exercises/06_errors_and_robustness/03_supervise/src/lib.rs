//! Start a job again when it panics, but not for ever.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;

/// How it ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The job came to its own end, after so many restarts.
    Finished {
        /// How often the job was started again.
        restarts: u32,
    },
    /// The job panicked again after the last restart that was allowed.
    GaveUp {
        /// How often the job was started again.
        restarts: u32,
        /// The text of the last panic.
        last_panic: String,
    },
}

/// Runs the job that `make` makes. If it panics, `make` makes a new one, at most `max_restarts`
/// times. `make` is called with 0, 1, 2, …
pub async fn supervise<F, Fut>(max_restarts: u32, make: F) -> Verdict
where
    F: FnMut(u32) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    todo!()
}
