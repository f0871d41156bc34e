//! A blocking `recv` in an async function.
//! Check: ends
//! Says: for a message on a std channel

use std::sync::mpsc;

pub async fn go() -> u32 {
    let (sender, receiver) = mpsc::channel();
    tokio::spawn(async move { sender.send(7) });
    receiver.recv().unwrap() // <- here
}
