//! Do the same thing with many items, a few at a time.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;

/// What `f` makes of each item, in the order of the items. At most `limit` calls are in flight at
/// the same time; 0 counts as 1.
pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    todo!()
}
