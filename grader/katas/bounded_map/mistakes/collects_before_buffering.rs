//! Misconception: A limit at the end of the chain works on whatever stands before it, also on a `Vec` of calls.
//! Caught by: the_limit_is_kept
//! Message: The call counts as the start

use futures::{StreamExt as _, stream};
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let futures: Vec<Fut> = items.into_iter().map(f).collect();
    stream::iter(futures).buffered(limit.max(1)).collect().await
}
