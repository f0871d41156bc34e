//! Misconception: Awaiting in a loop uses a limit of any size.
//! Caught by: the_limit_is_used
//! Message: Places stood empty while items were left

use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let mut results = Vec::new();
    for item in items {
        results.push(f(item).await);
    }
    results
}
