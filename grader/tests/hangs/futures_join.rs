//! Something of the futures crate, joined with something that ends.
//! Check: ends
//! Says: waits here for a message that nobody sends

use std::time::Duration;

pub async fn go() -> u32 {
    let (_open, receiver) = futures::channel::oneshot::channel::<u32>();
    let wait = async { receiver.await.unwrap() }; // <- here
    let (seven, ()) = futures::join!(wait, tokio::time::sleep(Duration::from_millis(1)));
    seven
}
