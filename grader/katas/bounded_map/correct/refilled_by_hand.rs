//! `FuturesUnordered`, refilled by hand whenever one is done; sorted at the end.

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
    loop {
        while in_flight.len() < limit.max(1) {
            let Some((index, item)) = left.next() else {
                break;
            };
            in_flight.push(f(item).map(move |result| (index, result)));
        }
        match in_flight.next().await {
            Some(result) => done.push(result),
            None => break,
        }
    }
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
