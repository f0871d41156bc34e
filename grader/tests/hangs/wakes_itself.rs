//! A hand-written future that wakes itself in every poll.
//! Check: ends
//! Says: calls its own waker here

use std::{
    pin::Pin,
    task::{Context, Poll},
};

struct Eager;

impl Future for Eager {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        cx.waker().wake_by_ref(); // <- here
        Poll::Pending
    }
}

pub async fn go() -> u32 {
    Eager.await
}
