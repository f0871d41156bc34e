//! Two futures in one: what `join!` does, written by hand.

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
        let this = self.get_mut();
        // No early return between the two: the second must get its turn whatever the first says.
        advance(&mut this.a, &mut this.out_a, cx);
        advance(&mut this.b, &mut this.out_b, cx);
        if this.out_a.is_none() || this.out_b.is_none() {
            // Whichever is missing has our waker, so nobody needs to be woken here.
            return Poll::Pending;
        }
        let outputs = this.out_a.take().zip(this.out_b.take());
        Poll::Ready(outputs.expect("both are there"))
    }
}

/// Polls `future` unless its output is there already: a future that has ended must not be polled. (It stays
/// in its box until both have ended. `join!` drops it at once, with all that it owns.)
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
