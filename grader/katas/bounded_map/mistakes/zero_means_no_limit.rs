//! Misconception: A limit of 0 means that there is no limit.
//! Caught by: a_limit_of_0_counts_as_1
//! Message: counts as 1

use futures::{StreamExt as _, stream};
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let limit = if limit == 0 { usize::MAX } else { limit };
    stream::iter(items).map(f).buffered(limit).collect().await
}
