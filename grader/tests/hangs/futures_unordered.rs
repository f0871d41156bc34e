//! A `FuturesUnordered`, one of whose futures waits for something that never comes.
//! Check: ends_on_the_paused_clock
//! Says: waits

use futures::{StreamExt, stream::FuturesUnordered};
use std::time::Duration;
use tokio::{sync::oneshot, time::sleep};

pub async fn go() -> u32 {
    let (_open, receiver) = oneshot::channel::<u32>();
    let mut receivers = vec![receiver];
    let ask = async |receiver: Option<oneshot::Receiver<u32>>| {
        sleep(Duration::from_millis(5)).await;
        match receiver {
            Some(receiver) => receiver.await.unwrap(), // <- here
            None => 1,
        }
    };
    let mut all: FuturesUnordered<_> = (0..3).map(|_| ask(receivers.pop())).collect();
    let mut sum = 0;
    while let Some(one) = all.next().await {
        sum += one;
    }
    sum
}
