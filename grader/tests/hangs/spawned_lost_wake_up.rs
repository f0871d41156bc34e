//! A spawned task waits for a hand-written future that forgets its waker.
//! Check: ends
//! Says: the task that your code spawned here waits for something that is not tokio's

use std::{future::poll_fn, task::Poll};

pub async fn go() -> u32 {
    let task = tokio::spawn(async { // <- here
        poll_fn(|_| Poll::<u32>::Pending).await // <- here
    });
    task.await.unwrap() // <- here
}
