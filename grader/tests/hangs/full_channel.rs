//! A channel that is filled before anybody takes from it.
//! Check: ends
//! Says: waits here for a free place in a channel

use tokio::sync::mpsc;

pub async fn go() -> u32 {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.send(1).await.unwrap();
    sender.send(2).await.unwrap(); // <- here
    receiver.recv().await.unwrap()
}
