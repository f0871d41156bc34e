//! Misconception: The permit is for calling `f`; what comes of it needs none.
//! Caught by: the_limit_is_kept
//! Message: A place is taken until the item's future has ended

use futures::future::join_all;
use std::future::Future;
use tokio::sync::Semaphore;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let semaphore = Semaphore::new(limit.max(1));
    let (semaphore, f) = (&semaphore, &f);
    join_all(items.into_iter().map(|item| async move {
        let future = {
            let _permit = semaphore.acquire().await.unwrap();
            f(item)
        };
        future.await
    }))
    .await
}
