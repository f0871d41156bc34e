//! Misconception: `take` leaves the output where it is.
//! Caught by: a_finished_future_is_never_polled_again
//! Message: Remember that it is done

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
        if let (Some(a), Some(b)) = (this.out_a.take(), this.out_b.take()) {
            return Poll::Ready((a, b));
        }
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
