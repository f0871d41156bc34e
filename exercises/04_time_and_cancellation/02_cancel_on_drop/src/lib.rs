//! Clean up however a future ends, and a background task that ends with its handle.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;

/// How a future ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It gave its output.
    Completed,
    /// It was dropped before that, or it panicked.
    Cancelled,
}

/// The output of `fut`. However `fut` ends, `cleanup` is called once and told how.
pub async fn with_cleanup<F, C>(fut: F, cleanup: C) -> F::Output
where
    F: Future,
    C: FnOnce(Ending),
{
    todo!()
}

/// A task in the background. It is stopped when this handle is dropped.
pub struct Background {
    // The fields are up to you.
}

impl Background {
    /// Starts `fut` as a task of its own.
    pub fn spawn<F>(fut: F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        todo!()
    }
}
