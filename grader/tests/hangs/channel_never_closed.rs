//! A loop that receives until the channel is closed, while a sender is kept.
//! Check: ends
//! Says: on a channel that somebody keeps open

use tokio::sync::mpsc;

pub async fn go() -> u32 {
    let (sender, mut receiver) = mpsc::channel(8);
    for n in 0..3 {
        let sender = sender.clone();
        tokio::spawn(async move { sender.send(n).await });
    }
    let mut sum = 0;
    while let Some(n) = receiver.recv().await { // <- here
        sum += n;
    }
    sum
}
