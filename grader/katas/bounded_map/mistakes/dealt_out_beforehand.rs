//! Misconception: With equal shares for all workers, all are done at the same time.
//! Caught by: a_free_place_is_filled_again
//! Message: dealt out beforehand

use futures::future::join_all;
use std::future::Future;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let workers = limit.max(1);
    let mut shares: Vec<Vec<(usize, T)>> = Vec::new();
    shares.resize_with(workers, Vec::new);
    for (index, item) in items.into_iter().enumerate() {
        shares[index % workers].push((index, item));
    }
    let f = &f;
    let work = shares.into_iter().map(|share| async move {
        let mut results = Vec::new();
        for (index, item) in share {
            results.push((index, f(item).await));
        }
        results
    });
    let mut results: Vec<(usize, R)> = join_all(work).await.into_iter().flatten().collect();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
