//! A future type of its own, a recursion of boxed futures, and indices.

use anyhow::Context as _;
use futures::stream::{FuturesUnordered, StreamExt as _};
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};

enum Prepared<F, Fut> {
    NotYet(Option<F>),
    Called(Pin<Box<Fut>>),
}

// Nothing in it is ever pinned but what is in the box.
impl<F, Fut> Unpin for Prepared<F, Fut> {}

impl<F: FnOnce() -> Fut, Fut: Future> Future for Prepared<F, Fut> {
    type Output = Fut::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Fut::Output> {
        loop {
            match &mut *self {
                Prepared::NotYet(f) => {
                    let f = f.take().expect("it is called once");
                    *self = Prepared::Called(Box::pin(f()));
                }
                Prepared::Called(fut) => return fut.as_mut().poll(cx),
            }
        }
    }
}

pub fn prepare<F, Fut>(f: F) -> impl Future<Output = Fut::Output>
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    Prepared::NotYet(Some(f))
}

pub async fn one_at_a_time<F, Fut, T>(calls: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: FnOnce() -> Fut,
    Fut: Future<Output = anyhow::Result<T>>,
{
    let mut calls = calls.into_iter();
    let mut current: Option<Pin<Box<Fut>>> = None;
    let mut values = Vec::new();
    poll_fn(|cx| {
        loop {
            match &mut current {
                None => match calls.next() {
                    None => return Poll::Ready(Ok(())),
                    Some(call) => current = Some(Box::pin(call())),
                },
                Some(fut) => match fut.as_mut().poll(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Ok(value)) => {
                        values.push(value);
                        current = None;
                    }
                    Poll::Ready(error) => {
                        return Poll::Ready(error.map(drop).context("a call failed"));
                    }
                },
            }
        }
    })
    .await?;
    Ok(values)
}

pub async fn map_async<F>(items: &[u32], f: F) -> Vec<u32>
where
    F: AsyncFn(u32) -> u32,
{
    let mut results = vec![0; items.len()];
    let f = &f;
    let mut all: FuturesUnordered<_> = items
        .iter()
        .enumerate()
        .map(|(index, item)| async move { (index, f(*item).await) })
        .collect();
    while let Some((index, result)) = all.next().await {
        results[index] = result;
    }
    results
}
