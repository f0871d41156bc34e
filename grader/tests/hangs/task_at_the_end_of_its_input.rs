//! A task that reads an input which is at its end, again and again.
//! Check: ends
//! Says: is polled again and again

use tokio::io::AsyncReadExt;

pub async fn go() -> u32 {
    let task = tokio::spawn(async { // <- here
        let mut byte = [0];
        while tokio::io::empty().read(&mut byte).await.unwrap() == 0 { // <- here
            tokio::task::yield_now().await; // <- here
        }
    });
    task.await.unwrap(); // <- here
    7
}
