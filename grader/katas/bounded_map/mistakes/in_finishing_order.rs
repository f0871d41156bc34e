//! Misconception: `buffer_unordered` is `buffered`, only faster.
//! Caught by: results_come_in_order
//! Message: not to the order in which they were started or ended

use futures::{StreamExt as _, stream};
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    stream::iter(items)
        .map(f)
        .buffer_unordered(limit.max(1))
        .collect()
        .await
}
