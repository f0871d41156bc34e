//! Misconception: The winner is known only when everybody has ended.
//! Caught by: first_returns_at_that_moment
//! Message: Awaiting one after the other waits for each in turn

use futures::future::{BoxFuture, select_all};
use tokio::task::{JoinError, JoinHandle};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let all = futs.into_iter().enumerate().map(|(index, fut)| {
        let sender = sender.clone();
        async move {
            let value = fut.await;
            sender.send((index, value)).ok()
        }
    });
    futures::future::join_all(all).await;
    drop(sender);
    receiver.recv().await
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
