//! Misconception: select_all of nothing gives nothing.
//! Caught by: an_empty_list_gives_none
//! Message: `select_all` panics when it is given nothing

use futures::future::{BoxFuture, select_all};
use tokio::task::{JoinError, JoinHandle};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
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
    Some((index, result))
}
