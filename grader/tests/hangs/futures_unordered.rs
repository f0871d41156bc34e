//! A `FuturesUnordered` that waits for a future that never ends.
//! Check: ends_on_the_paused_clock
//! Says: waits

use futures::{StreamExt, stream::FuturesUnordered};
use tokio::sync::oneshot;

pub async fn go() -> u32 {
    let (_open, receiver) = oneshot::channel::<u32>();
    let mut all: FuturesUnordered<_> = [receiver].into_iter().collect();
    let mut sum = 0;
    while let Some(one) = all.next().await { // <- here
        sum += one.unwrap();
    }
    sum
}
