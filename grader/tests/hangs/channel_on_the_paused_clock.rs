//! The same on the paused clock, where a check fails before its time is over.
//! Check: ends_on_the_paused_clock
//! Says: waits here for a message that nobody sends

use tokio::sync::mpsc;

pub async fn go() -> u32 {
    let (_open, mut receiver) = mpsc::unbounded_channel();
    receiver.recv().await.unwrap() // <- here
}
