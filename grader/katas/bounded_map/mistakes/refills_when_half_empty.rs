//! Misconception: Free places are best filled several at a time.
//! Caught by: a_free_place_is_filled_again
//! Message: Give a free place to the next item

use futures::{
    FutureExt as _,
    stream::{FuturesUnordered, StreamExt as _},
};
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let limit = limit.max(1);
    let mut items = items.into_iter().enumerate();
    let (mut in_flight, mut results) = (FuturesUnordered::new(), Vec::new());
    loop {
        if in_flight.len() <= limit / 2 {
            let room = limit - in_flight.len();
            for (index, item) in items.by_ref().take(room) {
                in_flight.push(f(item).map(move |result| (index, result)));
            }
        }
        match in_flight.next().await {
            Some(result) => results.push(result),
            None => break,
        }
    }
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
