//! Misconception: Dropping a JoinHandle cancels its task.
//! Caught by: losing_tasks_stop
//! Message: Dropping a JoinHandle detaches its task

use futures::future::{BoxFuture, select_all};
use tokio::task::{JoinError, JoinHandle};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if futs.is_empty() {
        return None;
    }
    let (value, index, _losers) = select_all(futs).await;
    Some((index, value))
}

pub async fn first_task<T: Send + 'static>(
    tasks: Vec<JoinHandle<T>>,
) -> Option<(usize, Result<T, JoinError>)> {
    if tasks.is_empty() {
        return None;
    }
    let (result, index, _losers) = select_all(tasks).await;
    Some((index, result))
}
