//! Mistake: a field is polled that is not pinned.
//! Says: `Pin<Box<…>>`
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

pub struct One<A>(A);

impl<A: Future> Future for One<A> {
    type Output = A::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A::Output> {
        self.0.poll(cx)
    }
}
