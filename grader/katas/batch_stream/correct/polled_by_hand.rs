//! A stream written by hand: the source, the batch, and the timer of the batch.

use futures::stream::{Fuse, Stream, StreamExt as _};
use std::{
    future::Future as _,
    mem::take,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Sleep, sleep};

struct Batches<S: Stream> {
    source: Pin<Box<Fuse<S>>>,
    max: usize,
    wait: Duration,
    batch: Vec<S::Item>,
    timer: Option<Pin<Box<Sleep>>>,
}

// Nothing in it is pinned in place: the source and the timer have boxes of their own.
impl<S: Stream> Unpin for Batches<S> {}

impl<S: Stream> Stream for Batches<S> {
    type Item = Vec<S::Item>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let done = loop {
            match this.source.as_mut().poll_next(cx) {
                Poll::Ready(Some(item)) => {
                    if this.batch.is_empty() {
                        this.timer = Some(Box::pin(sleep(this.wait)));
                    }
                    this.batch.push(item);
                    if this.batch.len() == this.max {
                        break true;
                    }
                }
                Poll::Ready(None) if this.batch.is_empty() => return Poll::Ready(None),
                Poll::Ready(None) => break true,
                Poll::Pending => match &mut this.timer {
                    Some(timer) => break timer.as_mut().poll(cx).is_ready(),
                    None => break false,
                },
            }
        };
        if !done {
            return Poll::Pending;
        }
        this.timer = None;
        Poll::Ready(Some(take(&mut this.batch)))
    }
}

pub fn batches<S>(source: S, max: usize, wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream,
{
    Batches {
        source: Box::pin(source.fuse()),
        max,
        wait,
        batch: Vec::new(),
        timer: None,
    }
}
