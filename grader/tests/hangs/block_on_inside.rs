//! A `block_on` inside a future: what it waits for needs the thread it blocks.
//! Check: ends
//! Says: blocked here, in a `block_on`

use tokio::sync::oneshot;

pub async fn go() -> u32 {
    let (sender, receiver) = oneshot::channel::<u32>();
    tokio::spawn(async move { sender.send(7) });
    futures::executor::block_on(receiver).unwrap() // <- here
}
