//! A loop that asks a `FuturesUnordered` without any futures for the next one.
//! Check: ends
//! Says: what it awaits is ready each time

use futures::stream::{FuturesUnordered, StreamExt};
use std::future::Ready;

pub async fn go() -> u32 {
    let mut none: FuturesUnordered<Ready<u32>> = FuturesUnordered::new();
    loop { // <- here
        if let Some(one) = none.next().await { // <- here
            return one;
        }
    }
}
