//! The same in `poll_fn`, joined with something that ends, on the paused clock.
//! Check: ends_on_the_paused_clock
//! Says: a lost wake-up

use std::{future::poll_fn, task::Poll, time::Duration};

pub async fn go() -> u32 {
    let mut polls = 0;
    let never = poll_fn(|_| {
        polls += 1;
        if polls > 10 { Poll::Ready(7) } else { Poll::Pending } // <- here
    });
    let (seven, ()) = tokio::join!(never, tokio::time::sleep(Duration::from_millis(1)));
    seven
}
