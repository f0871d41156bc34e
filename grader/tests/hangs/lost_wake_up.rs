//! A hand-written future that does not keep the waker.
//! Check: ends
//! Says: a lost wake-up

use std::{
    pin::Pin,
    task::{Context, Poll},
};

struct Never;

impl Future for Never {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        Poll::Pending // <- here
    }
}

pub async fn go() -> u32 {
    Never.await
}
