//! A timer that is made in every poll, and gone with it.
//! Check: ends_on_the_paused_clock
//! Says: a lost wake-up

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

pub async fn go() -> u32 {
    poll_fn(|cx| {
        let pause = pin!(tokio::time::sleep(Duration::from_millis(10)));
        match pause.poll(cx) {
            Poll::Ready(()) => Poll::Ready(7),
            Poll::Pending => Poll::Pending, // <- here
        }
    })
    .await
}
