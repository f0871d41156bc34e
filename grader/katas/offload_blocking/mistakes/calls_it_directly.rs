//! Misconception: An async fn may call what it likes.
//! Caught by: slow_runs_on_other_threads
//! Message: which it blocks

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    Ok(inputs.iter().map(|input| slow(input)).collect())
}
