//! Misconception: A scope lets other tasks run while it waits.
//! Caught by: other_tasks_make_progress_meanwhile
//! Message: so nothing else could run

use anyhow::anyhow;
use std::thread;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    thread::scope(|scope| {
        let slow = &slow;
        let threads: Vec<_> = inputs
            .iter()
            .map(|input| scope.spawn(move || slow(input)))
            .collect();
        let ended: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
        ended
            .into_iter()
            .map(|joined| joined.map_err(|_| anyhow!("a call panicked")))
            .collect()
    })
}
