//! Each future with its state in an enum; the box goes when it has ended; the second first.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

enum Half<F: Future> {
    Running(Pin<Box<F>>),
    Ended(F::Output),
    Gone,
}

impl<F: Future> Half<F>
where
    F::Output: Unpin,
{
    fn has_ended(&mut self, cx: &mut Context<'_>) -> bool {
        if let Half::Running(future) = self {
            match future.as_mut().poll(cx) {
                Poll::Ready(output) => *self = Half::Ended(output),
                Poll::Pending => return false,
            }
        }
        true
    }

    fn take(&mut self) -> F::Output {
        match std::mem::replace(self, Half::Gone) {
            Half::Ended(output) => output,
            _ => unreachable!("taken once, after the end"),
        }
    }
}

pub struct Join2<A: Future, B: Future> {
    a: Half<A>,
    b: Half<B>,
}

pub fn join2<A: Future, B: Future>(a: A, b: B) -> Join2<A, B> {
    Join2 {
        a: Half::Running(Box::pin(a)),
        b: Half::Running(Box::pin(b)),
    }
}

impl<A: Future, B: Future> Future for Join2<A, B>
where
    A::Output: Unpin,
    B::Output: Unpin,
{
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let b = self.b.has_ended(cx);
        let a = self.a.has_ended(cx);
        match a & b {
            true => Poll::Ready((self.a.take(), self.b.take())),
            false => Poll::Pending,
        }
    }
}
