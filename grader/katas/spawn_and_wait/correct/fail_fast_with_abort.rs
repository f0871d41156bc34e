//! `try_join_all` over handles that abort their tasks when they are dropped.

use anyhow::Context as _;
use futures::future::try_join_all;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::task::JoinHandle;

struct Owned<T>(JoinHandle<anyhow::Result<T>>);

impl<T> Future for Owned<T> {
    type Output = anyhow::Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<anyhow::Result<T>> {
        let joined = ready!(Pin::new(&mut self.0).poll(cx));
        Poll::Ready(joined.context("a task panicked").and_then(|value| value))
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<Owned<T>> = futs.into_iter().map(|f| Owned(tokio::spawn(f))).collect();
    try_join_all(tasks).await
}
