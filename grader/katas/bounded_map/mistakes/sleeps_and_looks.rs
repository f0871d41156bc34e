//! Misconception: To wait for a place, sleep a little and look again.
//! Caught by: a_free_place_is_filled_again
//! Message: Let yourself be woken

use futures::future::join_all;
use std::{cell::Cell, future::Future, time::Duration};
use tokio::time::sleep;

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let limit = limit.max(1);
    let (f, busy) = (&f, &Cell::new(0));
    join_all(items.into_iter().map(|item| async move {
        while busy.get() >= limit {
            sleep(Duration::from_millis(10)).await;
        }
        busy.set(busy.get() + 1);
        let result = f(item).await;
        busy.set(busy.get() - 1);
        result
    }))
    .await
}
