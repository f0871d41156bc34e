//! Misconception: The first to end has the index 0.
//! Caught by: first_gives_the_earliest
//! Message: not the order in which they ended

use futures::{
    StreamExt as _,
    future::{BoxFuture, select_all},
    stream::FuturesUnordered,
};
use tokio::task::{JoinError, JoinHandle};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let mut all: FuturesUnordered<_> = futs.into_iter().collect();
    all.next().await.map(|value| (0, value))
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
