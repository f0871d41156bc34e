//! Misconception: Awaiting the futures in a loop finds the earliest.
//! Caught by: first_gives_the_earliest
//! Message: Awaiting one after the other

use futures::future::{BoxFuture, select_all};
use tokio::task::{JoinError, JoinHandle};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    for (index, fut) in futs.into_iter().enumerate() {
        return Some((index, fut.await));
    }
    None
}

pub async fn first_task<T: Send + 'static>(
    tasks: Vec<JoinHandle<T>>,
) -> Option<(usize, Result<T, JoinError>)> {
    if tasks.is_empty() {
        return None;
    }
    let aborts: Vec<_> = tasks.iter().map(|task| task.abort_handle()).collect();
    let (result, index, _losers) = select_all(tasks).await;
    aborts.iter().for_each(|abort| abort.abort());
    Some((index, result))
}
