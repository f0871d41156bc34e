//! Misconception: The first handle in the list is the first to end.
//! Caught by: first_task_gives_the_earliest
//! Message: Awaiting one after the other

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
    let mut tasks = tasks.into_iter();
    let first = tasks.next()?;
    let result = first.await;
    tasks.for_each(|task| task.abort());
    Some((0, result))
}
