//! A channel: everybody sends their number and result, the first message wins.

use futures::future::{BoxFuture, join_all};
use tokio::{
    sync::mpsc,
    task::{JoinError, JoinHandle},
};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (sender, mut receiver) = mpsc::channel(futs.len().max(1));
    let senders = futs.into_iter().enumerate().map(|(index, fut)| {
        let sender = sender.clone();
        async move {
            let value = fut.await;
            let _ = sender.send((index, value)).await;
        }
    });
    let all = join_all(senders);
    drop(sender);
    tokio::select! {
        biased;
        winner = receiver.recv() => winner,
        _ = all => receiver.recv().await,
    }
}

pub async fn first_task<T: Send + 'static>(
    tasks: Vec<JoinHandle<T>>,
) -> Option<(usize, Result<T, JoinError>)> {
    let aborts: Vec<_> = tasks.iter().map(|task| task.abort_handle()).collect();
    let handles: Vec<BoxFuture<'static, _>> = tasks
        .into_iter()
        .map(|task| -> BoxFuture<'static, _> { Box::pin(task) })
        .collect();
    let winner = first(handles).await;
    aborts.iter().for_each(|abort| abort.abort());
    winner
}
