//! Misconception: Every thread that is started sends its message.
//! Caught by: a_panic_becomes_an_error
//! Message: does not get to the line that would send its result

use std::{sync::Arc, thread};
use tokio::sync::mpsc;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(slow);
    let (sender, mut receiver) = mpsc::channel(1);
    let mut digests = vec![0; inputs.len()];
    for (index, input) in inputs.into_iter().enumerate() {
        let (sender, slow) = (sender.clone(), slow.clone());
        thread::spawn(move || sender.blocking_send((index, slow(&input))));
    }
    for _ in 0..digests.len() {
        let (index, digest) = receiver.recv().await.unwrap();
        digests[index] = digest;
    }
    Ok(digests)
}
