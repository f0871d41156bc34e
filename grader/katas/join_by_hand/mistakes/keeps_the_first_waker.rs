//! Misconception: A future is polled by one task only.
//! Caught by: it_takes_as_long_as_the_longer
//! Message: each poll may come with another waker

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

pub struct Join2<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Pin<Box<B>>,
    out_a: Option<A::Output>,
    out_b: Option<B::Output>,
    waker: Option<Waker>,
}

pub fn join2<A: Future, B: Future>(a: A, b: B) -> Join2<A, B> {
    Join2 {
        a: Box::pin(a),
        b: Box::pin(b),
        out_a: None,
        out_b: None,
        waker: None,
    }
}

impl<A: Future, B: Future> Future for Join2<A, B>
where
    A::Output: Unpin,
    B::Output: Unpin,
{
    type Output = (A::Output, B::Output);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let waker = this.waker.get_or_insert_with(|| cx.waker().clone());
        let cx = &mut Context::from_waker(waker);
        advance(&mut this.a, &mut this.out_a, cx);
        advance(&mut this.b, &mut this.out_b, cx);
        if this.out_a.is_none() || this.out_b.is_none() {
            return Poll::Pending;
        }
        let outputs = this.out_a.take().zip(this.out_b.take());
        Poll::Ready(outputs.expect("both are there"))
    }
}

fn advance<F: Future>(
    future: &mut Pin<Box<F>>,
    output: &mut Option<F::Output>,
    cx: &mut Context<'_>,
) {
    if output.is_none()
        && let Poll::Ready(ready) = future.as_mut().poll(cx)
    {
        *output = Some(ready);
    }
}
