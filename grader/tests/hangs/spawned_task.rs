//! A spawned task waits for ever, and its spawner for the task.
//! Check: ends
//! Says: Meanwhile a task that your code spawned waits here for a message

use tokio::sync::mpsc;

pub async fn go() -> u32 {
    let task = tokio::spawn(async {
        let (_open, mut receiver) = mpsc::channel::<u32>(1);
        receiver.recv().await.unwrap() // <- here
    });
    task.await.unwrap() // <- here
}
