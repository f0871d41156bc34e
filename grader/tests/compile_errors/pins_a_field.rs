//! Mistake: a field of any type is taken for one that may move.
//! Says: stored
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

pub struct One<A>(A);

impl<A: Future> Future for One<A> {
    type Output = A::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A::Output> {
        Pin::new(&mut self.0).poll(cx)
    }
}
