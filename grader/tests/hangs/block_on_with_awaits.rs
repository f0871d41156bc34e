//! A runtime of the function's own, whose future waits where nobody can look.
//! Check: ends_in_synchronous_code
//! Says: it cannot be seen at which `.await` that is

use tokio::{
    runtime::Runtime,
    sync::{mpsc, oneshot},
};

pub fn go_sync() -> u32 {
    let runtime = Runtime::new().unwrap();
    let (sender, mut receiver) = mpsc::channel(1);
    let (_open, closed) = oneshot::channel::<u32>();
    runtime.block_on(async { // <- here
        sender.send(1).await.unwrap(); // <- here
        receiver.recv().await.unwrap() + closed.await.unwrap() // <- here
    })
}
