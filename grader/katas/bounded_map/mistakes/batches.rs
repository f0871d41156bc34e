//! Misconception: Taking `limit` items at a time and waiting for them is the same as `limit` at a time.
//! Caught by: a_free_place_is_filled_again
//! Message: A batch waits for its slowest item

use futures::future::join_all;
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let mut items = items.into_iter();
    let mut results = Vec::new();
    loop {
        let batch: Vec<Fut> = items.by_ref().take(limit.max(1)).map(&f).collect();
        if batch.is_empty() {
            return results;
        }
        results.extend(join_all(batch).await);
    }
}
