//! The smallest runtime there is: run one future to its end on the calling thread.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;

/// The output of `fut`. The calling thread polls it, and sleeps while it is pending.
pub fn block_on<F: Future>(fut: F) -> F::Output {
    todo!()
}
