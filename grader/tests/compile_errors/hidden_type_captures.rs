//! Mistake: a future that may borrow nothing still holds the borrowed name.
//! Says: still holds
use std::future::Future;

pub fn job(name: &str) -> impl Future<Output = usize> + use<> {
    async move { name.len() }
}
