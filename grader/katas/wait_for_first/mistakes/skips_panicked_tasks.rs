//! Misconception: A task that panicked does not count as ended.
//! Caught by: a_panicking_winner_is_reported
//! Message: A task that panicked has ended too

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
    let aborts: Vec<_> = tasks.iter().map(|task| task.abort_handle()).collect();
    let mut tasks: Vec<_> = tasks.into_iter().enumerate().collect();
    while !tasks.is_empty() {
        let handles = tasks.iter_mut().map(|(_, task)| task);
        let (result, at, _) = select_all(handles).await;
        let (index, _) = tasks.remove(at);
        if result.is_ok() {
            aborts.iter().for_each(|abort| abort.abort());
            return Some((index, result));
        }
    }
    None
}
