//! Misconception: Calling an async function does nothing, so all may be called before the limit is looked at.
//! Caught by: the_limit_is_kept
//! Message: The call counts as the start

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
        let _permit = semaphore.acquire().await.unwrap();
        future.await
    }))
    .await
}
