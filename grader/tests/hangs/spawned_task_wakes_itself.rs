//! A spawned task whose hand-written future wakes itself in every poll.
//! Check: ends
//! Says: a busy loop

use std::{
    pin::Pin,
    task::{Context, Poll},
};

struct Eager;

impl Future for Eager {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> { // <- here
        cx.waker().wake_by_ref(); // <- here
        Poll::Pending // <- here
    } // <- here
}

pub async fn go() -> u32 {
    let task = tokio::spawn(async { // <- here
        Eager.await // <- here
    });
    task.await.unwrap() // <- here
}
