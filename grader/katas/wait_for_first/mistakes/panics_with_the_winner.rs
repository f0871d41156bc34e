//! Misconception: A task that panicked has no result, so unwrapping is fine.
//! Caught by: a_panicking_winner_is_reported
//! Message: the winner panics

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
    let aborts: Vec<_> = tasks.iter().map(|task| task.abort_handle()).collect();
    let (result, index, _losers) = select_all(tasks).await;
    aborts.iter().for_each(|abort| abort.abort());
    Some((index, Ok(result.unwrap())))
}
