//! Two futures in one: what `join!` does, written by hand.

#![expect(
    unused_variables,
    dead_code,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// Gives the outputs of both futures, once both have ended.
pub struct Join2<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Pin<Box<B>>,
    out_a: Option<A::Output>,
    out_b: Option<B::Output>,
}

/// Both futures as one.
pub fn join2<A: Future, B: Future>(a: A, b: B) -> Join2<A, B> {
    Join2 {
        a: Box::pin(a),
        b: Box::pin(b),
        out_a: None,
        out_b: None,
    }
}

impl<A: Future, B: Future> Future for Join2<A, B>
where
    A::Output: Unpin,
    B::Output: Unpin,
{
    type Output = (A::Output, B::Output);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        todo!()
    }
}
