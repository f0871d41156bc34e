//! A receiver is awaited while its sender is alive, two functions deep.
//! Check: ends
//! Says: waits here for a message that nobody sends

use tokio::sync::mpsc;

async fn next(receiver: &mut mpsc::Receiver<u32>) -> u32 {
    receiver.recv().await.unwrap() // <- here
}

pub async fn go() -> u32 {
    let (_open, mut receiver) = mpsc::channel(1);
    next(&mut receiver).await
}
