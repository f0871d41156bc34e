//! Misconception: `let _ =` keeps a value to the end of the block.
//! Caught by: the_limit_is_kept
//! Message: dropped before, for example at once by `let _ = …`

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
        let _ = semaphore.acquire().await;
        f(item).await
    }))
    .await
}
