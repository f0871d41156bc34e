//! Misconception: While not more than `limit` are in flight, one more may start.
//! Caught by: the_limit_is_kept
//! Message: it is one too many

use futures::{FutureExt as _, StreamExt as _, stream::FuturesUnordered};
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let mut in_flight = FuturesUnordered::new();
    let mut done = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        while in_flight.len() > limit.max(1) {
            done.extend(in_flight.next().await);
        }
        in_flight.push(f(item).map(move |result| (index, result)));
    }
    while let Some(result) = in_flight.next().await {
        done.push(result);
    }
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
