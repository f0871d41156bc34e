//! Misconception: A limit of 0 is the caller's own fault.
//! Caught by: a_limit_of_0_counts_as_1
//! Message: With no place at all nothing would ever start

use futures::{StreamExt as _, stream};
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    stream::iter(items).map(f).buffered(limit).collect().await
}
