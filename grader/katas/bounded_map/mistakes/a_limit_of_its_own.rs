//! Misconception: More than ten at a time is never useful.
//! Caught by: the_limit_is_used
//! Message: start as many as the limit allows

use futures::{StreamExt as _, stream};
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    stream::iter(items)
        .map(f)
        .buffered(limit.clamp(1, 10))
        .collect()
        .await
}
