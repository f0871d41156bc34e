//! Misconception: Numbers sort the same as text.
//! Caught by: results_come_in_order
//! Message: Results belong to the places of their items

use futures::{StreamExt as _, stream};
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let numbered = stream::iter(items.into_iter().enumerate()).map(|(index, item)| {
        let result = f(item);
        async move { (index.to_string(), result.await) }
    });
    let mut results: Vec<(String, R)> = numbered.buffer_unordered(limit.max(1)).collect().await;
    results.sort_by(|a, b| a.0.cmp(&b.0));
    results.into_iter().map(|(_, result)| result).collect()
}
