//! A loop around something that is ready every time: `changed` once the sender is gone.
//! Check: ends
//! Says: a busy loop

use tokio::sync::watch;

pub async fn go() -> u32 {
    let (sender, mut receiver) = watch::channel(false);
    drop(sender);
    while !*receiver.borrow() { // <- here
        let _ = receiver.changed().await; // <- here
    }
    7
}
