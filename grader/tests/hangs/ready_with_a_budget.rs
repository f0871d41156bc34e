//! A closed channel that is asked again and again: tokio sees to it that others get a turn.
//! Check: ends
//! Says: what it awaits is ready each time

use tokio::sync::watch;

pub async fn go() -> u32 {
    let (sender, mut receiver) = watch::channel(1);
    drop(sender);
    loop {
        if receiver.changed().await.is_ok() { // <- here
            return 1;
        }
    }
}
