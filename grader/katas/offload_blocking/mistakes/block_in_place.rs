//! Misconception: block_in_place moves the call away.
//! Caught by: slow_runs_on_other_threads
//! Message: `block_in_place` needs a multi-thread runtime

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let call = |input: &Vec<u8>| tokio::task::block_in_place(|| slow(input));
    Ok(inputs.iter().map(call).collect())
}
