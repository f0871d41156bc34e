//! A `FuturesUnordered`, which polls only who was woken, of an enum of both.

use futures::stream::{FuturesUnordered, StreamExt as _};
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

enum Which<A: Future, B: Future> {
    A(Pin<Box<A>>),
    B(Pin<Box<B>>),
}

enum Output<A: Future, B: Future> {
    A(A::Output),
    B(B::Output),
}

impl<A: Future, B: Future> Future for Which<A, B> {
    type Output = Output<A, B>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Which::A(a) => a.as_mut().poll(cx).map(Output::A),
            Which::B(b) => b.as_mut().poll(cx).map(Output::B),
        }
    }
}

pub struct Join2<A: Future, B: Future> {
    both: FuturesUnordered<Which<A, B>>,
    outputs: (Option<A::Output>, Option<B::Output>),
}

pub fn join2<A: Future, B: Future>(a: A, b: B) -> Join2<A, B> {
    Join2 {
        both: [Which::A(Box::pin(a)), Which::B(Box::pin(b))]
            .into_iter()
            .collect(),
        outputs: (None, None),
    }
}

impl<A: Future, B: Future> Future for Join2<A, B>
where
    A::Output: Unpin,
    B::Output: Unpin,
{
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        while let Poll::Ready(Some(output)) = this.both.poll_next_unpin(cx) {
            match output {
                Output::A(a) => this.outputs.0 = Some(a),
                Output::B(b) => this.outputs.1 = Some(b),
            }
        }
        match this.both.is_empty() {
            true => {
                let outputs = this.outputs.0.take().zip(this.outputs.1.take());
                Poll::Ready(outputs.expect("both have ended"))
            }
            false => Poll::Pending,
        }
    }
}
