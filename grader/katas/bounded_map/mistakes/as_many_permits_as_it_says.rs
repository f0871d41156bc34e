//! Misconception: A semaphore takes every number of permits.
//! Caught by: the_limit_is_used
//! Message: A limit may be any number

use futures::future::join_all;
use std::future::Future;
use tokio::sync::Semaphore;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let places = Semaphore::new(limit.max(1));
    let (places, f) = (&places, &f);
    let mapped = items.into_iter().map(|item| async move {
        let _place = places.acquire().await;
        f(item).await
    });
    join_all(mapped).await
}
