//! A future that is polled with a waker that wakes nobody.
//! Check: ends
//! Says: A waker that wakes nobody is made here

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};

pub async fn go() -> u32 {
    let mut sleep = pin!(tokio::time::sleep(Duration::from_millis(10)));
    poll_fn(|_| {
        let mut nobody = Context::from_waker(Waker::noop()); // <- here
        sleep.as_mut().poll(&mut nobody)
    })
    .await;
    1
}
