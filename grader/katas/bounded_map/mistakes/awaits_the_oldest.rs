//! Misconception: Futures that have been made are under way, and the oldest can be awaited alone.
//! Caught by: the_limit_is_used
//! Message: a future that nobody polls stands still

use std::{collections::VecDeque, future::Future};

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let mut in_flight = VecDeque::new();
    let mut results = Vec::new();
    for item in items {
        if in_flight.len() >= limit.max(1)
            && let Some(oldest) = in_flight.pop_front()
        {
            results.push(oldest.await);
        }
        in_flight.push_back(f(item));
    }
    for future in in_flight {
        results.push(future.await);
    }
    results
}
