//! Misconception: Pending means that one has to ask to be polled again.
//! Caught by: it_takes_as_long_as_the_longer
//! Message: `poll` wakes itself

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

pub struct Join2<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Pin<Box<B>>,
    out_a: Option<A::Output>,
    out_b: Option<B::Output>,
}

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
        let this = self.get_mut();
        advance(&mut this.a, &mut this.out_a, cx);
        advance(&mut this.b, &mut this.out_b, cx);
        if this.out_a.is_some() && this.out_b.is_some() {
            let outputs = this.out_a.take().zip(this.out_b.take());
            return Poll::Ready(outputs.expect("both are there"));
        }
        cx.waker().wake_by_ref();
        Poll::Pending
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
