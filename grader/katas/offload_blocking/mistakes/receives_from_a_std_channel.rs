//! Misconception: recv of a std channel is fine if the sender is elsewhere.
//! Caught by: other_tasks_make_progress_meanwhile
//! Message: `recv` of a std channel

use std::{
    sync::{Arc, mpsc},
    thread,
};

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let slow = Arc::new(slow);
    let (sender, receiver) = mpsc::channel();
    let n = inputs.len();
    for (index, input) in inputs.into_iter().enumerate() {
        let (sender, slow) = (sender.clone(), slow.clone());
        thread::spawn(move || sender.send((index, slow(&input))));
    }
    drop(sender);
    let mut results: Vec<(usize, u64)> = receiver.iter().collect();
    results.sort_unstable();
    anyhow::ensure!(results.len() == n, "a call panicked");
    Ok(results.into_iter().map(|(_, digest)| digest).collect())
}
