//! The time from the start of a row to its end.

use super::{Timeline, model::RowState};
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    thread,
};

/// An open row of a [`Timeline`].
#[derive(Debug)]
pub struct Span {
    timeline: Timeline,
    name: String,
    ended: bool,
}

impl Span {
    pub(super) fn new(timeline: Timeline, name: String) -> Self {
        Self {
            timeline,
            name,
            ended: false,
        }
    }

    /// The row came to its own end, now.
    pub fn finish(mut self) {
        self.ended = true;
        self.timeline.end(&self.name, RowState::Finished);
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        if !self.ended {
            let state = if thread::panicking() {
                RowState::Panicked
            } else {
                RowState::Dropped
            };
            self.timeline.end(&self.name, state);
        }
    }
}

/// A future that is a row of a timeline from its first poll to its end. By hand, because it is compiled for each
/// future that a check watches, and has to be `Send` where that is.
pub(super) struct Watched<F> {
    // Dropped before its row ends.
    future: Pin<Box<F>>,
    row: RowOfFuture,
}

enum RowOfFuture {
    NotPolled(Timeline, String),
    Running(Span),
    /// It is being polled, it has ended, or it has panicked.
    Taken,
}

impl<F> Watched<F> {
    pub(super) fn new(timeline: Timeline, name: String, future: F) -> Self {
        Self {
            future: Box::pin(future),
            row: RowOfFuture::NotPolled(timeline, name),
        }
    }
}

impl RowOfFuture {
    fn take(&mut self) -> Span {
        match std::mem::replace(self, Self::Taken) {
            Self::NotPolled(timeline, name) => timeline.span(&name),
            Self::Running(span) => span,
            // In the words of an `async fn`.
            Self::Taken => panic!("`async fn` resumed after completion"),
        }
    }
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // Held here, so that a panic ends it.
        let span = self.row.take();
        let polled = self.future.as_mut().poll(cx);
        if polled.is_ready() {
            span.finish();
        } else {
            self.row = RowOfFuture::Running(span);
        }
        polled
    }
}
