//! Misconception: Only tasks run at the same time, so everything must be `Send` and `'static`.
//! Caught by: signature_changed
//! Message: `bounded_map` must be

use std::{future::Future, sync::Arc};
use tokio::sync::Semaphore;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = R> + Send + 'static,
{
    let semaphore = Arc::new(Semaphore::new(limit.max(1)));
    let f = Arc::new(f);
    let tasks: Vec<_> = items
        .into_iter()
        .map(|item| {
            let (semaphore, f) = (semaphore.clone(), f.clone());
            tokio::spawn(async move {
                let _permit = semaphore.acquire().await.unwrap();
                f(item).await
            })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}
