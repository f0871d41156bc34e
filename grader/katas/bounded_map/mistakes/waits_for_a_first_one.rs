//! Misconception: There is always somebody in flight to wait for.
//! Caught by: an_empty_list_is_done_at_once
//! Message: look at the empty case first

use futures::{FutureExt as _, StreamExt as _, stream::FuturesUnordered};
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let mut left = items.into_iter().enumerate();
    let mut in_flight = FuturesUnordered::new();
    let mut done = Vec::new();
    for (index, item) in left.by_ref().take(limit.max(1)) {
        in_flight.push(f(item).map(move |result| (index, result)).boxed_local());
    }
    loop {
        done.push(in_flight.next().await.unwrap());
        if let Some((index, item)) = left.next() {
            in_flight.push(f(item).map(move |result| (index, result)).boxed_local());
        } else if in_flight.is_empty() {
            break;
        }
    }
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
