//! A loop around `select!` whose branches never end.
//! Check: ends
//! Says: waits here

use tokio::sync::{mpsc, watch};

pub async fn go() -> u32 {
    let (_open, mut messages) = mpsc::channel::<u32>(1);
    let (_stop, mut changes) = watch::channel(0u32);
    loop {
        tokio::select! { // <- here
            Some(7) = messages.recv() => return 7,
            _ = changes.changed() => {}
        }
    }
}
