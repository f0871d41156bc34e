//! Misconception: A future that has not been polled is not in flight, so it can be made before there is a place.
//! Caught by: a_limit_of_0_counts_as_1
//! Message: so the 0 is not the reason

use futures::future::join_all;
use std::future::Future;
use tokio::sync::Semaphore;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let semaphore = Semaphore::new(limit.max(1));
    let semaphore = &semaphore;
    join_all(items.into_iter().map(f).map(|future| async move {
        let _permit = semaphore.acquire().await;
        future.await
    }))
    .await
}
