//! Misconception: The blocking pool spreads a loop over its threads.
//! Caught by: all_calls_run_at_the_same_time
//! Message: one thread that goes through the list

use tokio::task::spawn_blocking;

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let job = move || inputs.iter().map(|input| slow(input)).collect();
    Ok(spawn_blocking(job).await?)
}
