//! Mistake: a value is given where a future is wanted.
//! Says: is not a future
use std::future::Future;

pub fn number() -> impl Future<Output = u8> {
    1
}
