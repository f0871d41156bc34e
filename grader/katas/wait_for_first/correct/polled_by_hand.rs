//! Hand-written polling, no combinators; aborted losers are awaited.

use futures::future::BoxFuture;
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};
use tokio::task::{JoinError, JoinHandle};

async fn earliest<F: Future + Unpin>(futs: &mut [F]) -> (usize, F::Output) {
    poll_fn(|cx| {
        for (index, fut) in futs.iter_mut().enumerate() {
            if let Poll::Ready(value) = Pin::new(fut).poll(cx) {
                return Poll::Ready((index, value));
            }
        }
        Poll::Pending
    })
    .await
}

pub async fn first<'a, T>(mut futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    match futs.is_empty() {
        true => None,
        false => Some(earliest(&mut futs).await),
    }
}

pub async fn first_task<T: Send + 'static>(
    mut tasks: Vec<JoinHandle<T>>,
) -> Option<(usize, Result<T, JoinError>)> {
    if tasks.is_empty() {
        return None;
    }
    let (winner, result) = earliest(&mut tasks).await;
    for (index, task) in tasks.iter_mut().enumerate() {
        if index != winner {
            task.abort();
            let _ = task.await;
        }
    }
    Some((winner, result))
}
