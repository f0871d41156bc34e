//! A future for every item, and a permit that each keeps from the call to the end.

use futures::future::join_all;
use std::future::Future;
use tokio::sync::Semaphore;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    // More places than items are never needed, and a semaphore cannot have `usize::MAX`.
    let semaphore = Semaphore::new(limit.min(items.len()).max(1));
    let (semaphore, f) = (&semaphore, &f);
    let calls = items.into_iter().map(|item| async move {
        let _permit = semaphore.acquire().await.expect("nobody closes it");
        f(item).await
    });
    join_all(calls).await
}
